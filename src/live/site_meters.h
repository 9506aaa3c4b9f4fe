// All meters of the site on its loop: which there are, how each is reached, what they say.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "live/meter_link.h"
#include "meters/meter_board.h"
#include "meters/own_sensors.h"
#include "site/site.h"

namespace islet {

/// A meter that the site is to read.
struct MeterWish {
  std::string name;
  std::string kind;  ///< of `meter_kinds`
  MeterPlace place;
  std::string folder;  ///< of kind "folder": "/sys"
  std::string map;     ///< of kinds "modbus", "mqtt" and "json": the file of its points
  Duration period = 1.0 * second;
  std::vector<Gauge> says;  ///< beside what its kind always says: absent until it does
};

/// "sunspec", "gencomm", "victron", "victron-modbus", "nut", "folder"; and those whose points a
/// file lists: "modbus", "mqtt", "json".
std::vector<std::string> meter_kinds();
/// "nut@127.0.0.1:3493", "folder@/sys", or "json@127.0.0.1:8080,points.yaml".
Result<MeterWish> meter_wish(std::string_view text);
/// Those of `live.readings` that can be read; of the others one error each. Maps are looked for
/// beside `site_file`.
std::vector<MeterWish> meters_of(const LiveSettings& live, const std::string& site_file,
                                 std::vector<Error>& refused);

class SiteMeters {
 public:
  using Told = std::function<void(int meter, const std::vector<Sample>&)>;

  /// Adds them to the board, with what each is expected to say. All must outlive it.
  static Result<std::unique_ptr<SiteMeters>> open(EventLoop& loop, MeterBoard& board,
                                                  const std::vector<MeterWish>& wishes, Told told);
  void start();
  /// One line a meter: name, peer, and why it is not connected.
  std::vector<std::pair<std::string, LinkStanding>> standings() const;

 private:
  SiteMeters(EventLoop& loop, Told told) : told_(std::move(told)), timer_(loop) {}
  void look_at_folders();

  struct Folder {
    int meter = 0;
    std::string name;
    std::unique_ptr<OwnSensors> sensors;
  };
  Told told_;
  LoopTimer timer_;
  Duration folder_period_ = 1.0 * second;
  std::vector<std::pair<std::string, std::unique_ptr<MeterLink>>> links_;
  std::vector<Folder> folders_;
};

}  // namespace islet
