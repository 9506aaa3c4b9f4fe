// The instruments of a rehearsed plant, on loopback: its inverter and set behind Modbus, its UPS
// behind a server of NUT, the machines' own sensors as files; where wanted also a GX device that
// speaks through an MQTT broker.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "live/meter_link.h"
#include "live/site_meters.h"
#include "meters/nut_server.h"
#include "net/talk_port.h"
#include "twin/broker.h"
#include "twin/rehearsed_plant.h"
#include "twin/trouble.h"
#include "twin/victron_feed.h"

namespace islet {

class Instruments {
 public:
  /// `folder`: where the machines' sensors are written. `has_broker`: battery, sun and loads come
  /// first through an MQTT broker.
  Instruments(const SitePower& power, std::string folder, bool has_broker = false)
      : power_(power), folder_(std::move(folder)), has_broker_(has_broker) {}

  /// Opens them, and says how a site reaches them; each is to be asked once in `period`, the
  /// sensors once in `sensor_period`.
  Result<std::vector<MeterWish>> open(EventLoop& loop, Duration period, Duration sensor_period);
  /// Before the loop goes.
  void close();
  /// What the site lets the inverter charge with, as a share of its most.
  double charge_share() const;
  /// Shows the plant as it is, with the troubles that instruments have.
  void show(const RehearsedPlant& plant, Energy metered, const TroublesNow& troubles);

 private:
  void show_inverter(const RehearsedPlant& plant, const TroublesNow& troubles);
  void show_set(const RehearsedPlant& plant);
  void show_ups(const RehearsedPlant& plant);
  void show_sensors(Energy metered) const;
  void show_room(const RehearsedPlant& plant);
  std::optional<Error> open_broker(EventLoop& loop, Duration period);

  const SitePower& power_;
  std::string folder_;
  bool has_broker_;
  RegisterBank bank_;
  NutBook ups_;
  std::unique_ptr<TalkPort> modbus_, nut_;
  std::unique_ptr<Broker> broker_;
  VictronFeed* feed_ = nullptr;  ///< of the link
  std::unique_ptr<MeterLink> gx_;
  std::uint64_t shows_ = 0;
};

}  // namespace islet
