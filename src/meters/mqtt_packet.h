// MQTT 3.1.1 packets, for both sides: what a meter's reader needs of the protocol and no more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace islet {

enum class MqttKind : std::uint8_t {
  connect = 1,
  connect_answer = 2,
  publish = 3,
  publish_answer = 4,
  subscribe = 8,
  subscribe_answer = 9,
  ping = 12,
  ping_answer = 13,
  disconnect = 14,
};

struct MqttPacket {
  MqttKind kind = MqttKind::ping;
  std::string topic;     ///< of publish; of subscribe its filter
  std::string payload;   ///< of publish
  std::string client;    ///< of connect
  std::uint16_t id = 0;  ///< of subscribe and its answer, and of publish at quality 1
  int quality = 0;       ///< of publish: 0 or 1
  int code = 0;          ///< of answers: 0 is yes; 128 to subscribe is no
  std::uint16_t keep_alive_s = 0;
  std::string user, password;  ///< of connect; empty: none

  friend bool operator==(const MqttPacket&, const MqttPacket&) = default;
};

inline constexpr std::size_t mqtt_packet_max = 256U << 10U;

std::string frame_of(const MqttPacket& packet);

/// Cuts a stream into packets. Kinds that no meter sends, and what is longer than
/// `mqtt_packet_max`, are faults.
class MqttReader {
 public:
  void feed(std::string_view bytes);
  std::optional<MqttPacket> next();
  const std::string& fault() const { return fault_; }

 private:
  std::string held_;
  std::string fault_;
};

/// "N/+/system/0/#" takes "N/c0ffee/system/0/Dc/Battery/Soc".
bool mqtt_matches(std::string_view filter, std::string_view topic);

}  // namespace islet
