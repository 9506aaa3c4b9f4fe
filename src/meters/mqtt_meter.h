// Meters that speak over an MQTT broker: Victron's GX devices, and any that publish a number on a
// topic of their own.
#pragma once

#include <algorithm>

#include "meters/mqtt_packet.h"
#include "meters/protocol.h"

namespace islet {

/// What a topic says. `{"value": 12.5}` and a bare number are read alike.
struct TopicPoint {
  std::string filter;
  Gauge what = Gauge::load_power;
  double factor = 1;
  double offset = 0;
  std::string member = "value";  ///< of a payload that is an object
};

struct TopicMap {
  std::string name;
  std::vector<TopicPoint> points;
  /// Victron: values flow only while "R/<portal>/keepalive" is asked for.
  bool keeps_alive = false;
};

/// Victron's system service: battery, sun, loads; state of its generator's switch.
TopicMap victron_topics();

/// The number that a payload holds, bare or as that member of an object; nothing for null, for
/// none, and for anything else.
std::optional<double> number_in_payload(std::string_view payload,
                                        std::string_view member = "value");

class MqttMeter final : public MeterProtocol {
 public:
  MqttMeter(const PollPace& pace, TopicMap map, std::string user = "", std::string password = "")
      : pace_(pace), map_(std::move(map)), user_(std::move(user)), password_(std::move(password)) {}

  void open(Instant now) override;
  void receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) override;
  void look(Instant now) override;
  Instant next_look() const override { return next_; }

 private:
  Duration ping_every() const { return std::max(20.0 * second, pace_.patience); }
  void take(Instant now, const MqttPacket& packet, std::vector<Sample>& samples);
  void take_value(const MqttPacket& packet, std::vector<Sample>& samples);
  void ask_portal();

  PollPace pace_;
  TopicMap map_;
  std::string user_, password_;
  MqttReader reader_;
  std::string portal_;
  bool is_in_ = false;
  bool awaits_ping_ = false;
  Instant next_ = never;
};

}  // namespace islet
