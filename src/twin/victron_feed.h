// What a GX device of Victron's says over MQTT: the other side of `victron_topics`. It says its
// serial number all the time, and values for a minute after somebody asked for them; for four of
// its periods where those are longer.
#pragma once

#include <algorithm>

#include "meters/mqtt_packet.h"
#include "meters/protocol.h"

namespace islet {

struct GxFigures {
  double charge = 1;  ///< of the capacity
  Power battery;      ///< + charging
  Power panels;
  Power loads;
};

class VictronFeed final : public MeterProtocol {
 public:
  explicit VictronFeed(const PollPace& pace) : pace_(pace) {}

  void show(const GxFigures& figures) { figures_ = figures; }
  /// Says nothing while it is mute, as a device that hangs.
  void mute(bool is_mute) { is_mute_ = is_mute; }

  void open(Instant now) override;
  void receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) override;
  void look(Instant now) override;
  Instant next_look() const override { return next_; }

 private:
  Duration kept_alive() const { return std::max(60.0 * second, 4.0 * pace_.period); }
  void say(const std::string& path, double value, int digits);

  PollPace pace_;
  GxFigures figures_;
  MqttReader reader_;
  bool is_in_ = false;
  bool is_mute_ = false;
  Instant alive_until_ = long_ago;
  Instant next_ = never;
};

}  // namespace islet
