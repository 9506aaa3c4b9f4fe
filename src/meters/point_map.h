// What a site's own device says, and where: a short YAML file beside the site file, for meters over
// Modbus, MQTT and HTTP.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "meters/mqtt_meter.h"
#include "meters/register_meter.h"

namespace islet {

/// A number in a JSON text, by the names on the way to it.
struct MemberPoint {
  Gauge what = Gauge::load_power;
  std::vector<std::string> way;  ///< {"battery", "soc"}
  double factor = 1;
  double offset = 0;
};

struct PointMap {
  RegisterMap registers;             ///< points with `register`
  TopicMap topics;                   ///< points with `topic`
  std::string path = "/";            ///< that is asked for over HTTP
  std::vector<MemberPoint> members;  ///< the other points
};

/// Keys of the file, all but `points` with a default:
///
///     name       what the device is called
///     unit       of Modbus, 1 to 247; function: 3 or 4
///     path       of HTTP, such as /status
///     points     [{what: load_power, register: 100, form: s32, factor: 0.1},
///                 {what: battery_charge, topic: site/battery, member: soc, factor: 0.01},
///                 {what: panel_power, member: pv.power_w}]
///
/// `form` is u16, s16, u32 or s32; figures end up in W, J, s, degrees, or as shares: value * factor
/// + offset. At most 100 points. Error S3 for anything else.
Result<PointMap> read_point_map(std::string_view text, const std::string& file);

}  // namespace islet
