#include "meters/mqtt_packet.h"

#include <algorithm>
#include <utility>

namespace islet {
namespace {

constexpr char level = 4;  // of MQTT 3.1.1

void put_word(std::string& out, std::size_t value) {
  out += static_cast<char>(value >> 8U & 0xFFU);
  out += static_cast<char>(value & 0xFFU);
}

void put_text(std::string& out, std::string_view text) {
  const std::string_view kept = text.substr(0, 65'535);
  put_word(out, kept.size());
  out += kept;
}

/// Reads a body from front to end; after something is missing all else is missing too.
class Body {
 public:
  explicit Body(std::string_view bytes) : rest_(bytes) {}

  unsigned byte() {
    if (rest_.empty()) return is_whole_ = false, 0;
    const auto value = static_cast<unsigned char>(rest_[0]);
    rest_.remove_prefix(1);
    return value;
  }
  std::uint16_t word() {
    const unsigned high = byte();
    return static_cast<std::uint16_t>(high << 8U | byte());
  }
  std::string text() {
    const std::size_t length = word();
    if (rest_.size() < length) {
      is_whole_ = false;
      rest_ = {};
      return "";
    }
    std::string out(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return out;
  }
  std::string all() { return std::string(std::exchange(rest_, {})); }
  bool is_empty() const { return rest_.empty(); }
  bool is_whole() const { return is_whole_; }

 private:
  std::string_view rest_;
  bool is_whole_ = true;
};

std::string body_of(const MqttPacket& packet) {
  std::string body;
  switch (packet.kind) {
    case MqttKind::connect: {
      put_text(body, "MQTT");
      body += level;
      unsigned flags = 2;  // a clean session
      if (!packet.user.empty()) flags |= 0x80U;
      if (!packet.password.empty()) flags |= 0x40U;
      body += static_cast<char>(flags);
      put_word(body, packet.keep_alive_s);
      put_text(body, packet.client);
      if (!packet.user.empty()) put_text(body, packet.user);
      if (!packet.password.empty()) put_text(body, packet.password);
      break;
    }
    case MqttKind::connect_answer:
      body += '\0';
      body += static_cast<char>(packet.code);
      break;
    case MqttKind::publish:
      put_text(body, packet.topic);
      if (packet.quality > 0) put_word(body, packet.id);
      body += packet.payload;
      break;
    case MqttKind::subscribe:
      put_word(body, packet.id);
      put_text(body, packet.topic);
      body += static_cast<char>(packet.quality);
      break;
    case MqttKind::subscribe_answer:
      put_word(body, packet.id);
      body += static_cast<char>(packet.code);
      break;
    case MqttKind::publish_answer:
      put_word(body, packet.id);
      break;
    case MqttKind::ping:
    case MqttKind::ping_answer:
    case MqttKind::disconnect:
      break;
  }
  return body;
}

void read_connect(Body& body, MqttPacket& packet) {
  body.text();
  body.byte();
  const unsigned flags = body.byte();
  packet.keep_alive_s = body.word();
  packet.client = body.text();
  if ((flags & 4U) != 0) {  // a will: passed over
    body.text();
    body.text();
  }
  if ((flags & 0x80U) != 0) packet.user = body.text();
  if ((flags & 0x40U) != 0) packet.password = body.text();
}

/// False when the body is not one of that kind.
bool read_body(unsigned first, std::string_view bytes, MqttPacket& packet) {
  Body body(bytes);
  packet.kind = static_cast<MqttKind>(first >> 4U);
  switch (packet.kind) {
    case MqttKind::connect:
      read_connect(body, packet);
      break;
    case MqttKind::connect_answer:
      body.byte();
      packet.code = static_cast<int>(body.byte());
      break;
    case MqttKind::publish:
      packet.quality = static_cast<int>(first >> 1U & 3U);
      if (packet.quality > 1) return false;
      packet.topic = body.text();
      if (packet.quality == 1) packet.id = body.word();
      packet.payload = body.all();
      break;
    case MqttKind::subscribe:
      packet.id = body.word();
      packet.topic = body.text();
      packet.quality = static_cast<int>(body.byte() & 3U);
      break;
    case MqttKind::subscribe_answer:
      packet.id = body.word();
      packet.code = static_cast<int>(body.byte());
      break;
    case MqttKind::publish_answer:
      packet.id = body.word();
      break;
    case MqttKind::ping:
    case MqttKind::ping_answer:
    case MqttKind::disconnect:
      break;
    default:
      return false;
  }
  return body.is_whole() && body.is_empty();
}

}  // namespace

std::string frame_of(const MqttPacket& packet) {
  const std::string body = body_of(packet);
  unsigned first = static_cast<unsigned>(packet.kind) << 4U;
  if (packet.kind == MqttKind::publish && packet.quality > 0) first |= 2U;
  if (packet.kind == MqttKind::subscribe) first |= 2U;
  std::string out(1, static_cast<char>(first));
  std::size_t left = body.size();
  do {
    const std::size_t digit = left % 128;
    left /= 128;
    out += static_cast<char>(digit | (left > 0 ? 0x80U : 0U));
  } while (left > 0);
  return out + body;
}

void MqttReader::feed(std::string_view bytes) {
  if (fault_.empty()) held_ += bytes;
}

std::optional<MqttPacket> MqttReader::next() {
  if (!fault_.empty() || held_.size() < 2) return std::nullopt;
  std::size_t length = 0;
  std::size_t at = 1;
  for (unsigned shift = 0;; shift += 7, ++at) {
    if (at >= held_.size()) return std::nullopt;
    const auto digit = static_cast<unsigned char>(held_[at]);
    length |= std::size_t{digit & 0x7FU} << shift;
    if ((digit & 0x80U) == 0) break;
    if (shift == 21) {
      fault_ = "these are no MQTT packets";
      return std::nullopt;
    }
  }
  ++at;
  if (length > mqtt_packet_max) {
    fault_ = "an MQTT packet longer than any meter's";
    return std::nullopt;
  }
  if (held_.size() < at + length) return std::nullopt;
  MqttPacket packet;
  const auto first = static_cast<unsigned char>(held_[0]);
  if (!read_body(first, std::string_view(held_).substr(at, length), packet)) {
    fault_ = "an MQTT packet that no meter's broker sends";
    return std::nullopt;
  }
  held_.erase(0, at + length);
  return packet;
}

bool mqtt_matches(std::string_view filter, std::string_view topic) {
  while (true) {
    const std::string_view wanted = filter.substr(0, filter.find('/'));
    const std::string_view part = topic.substr(0, topic.find('/'));
    if (wanted == "#") return true;
    if (wanted != "+" && wanted != part) return false;
    const bool ends_filter = wanted.size() == filter.size();
    const bool ends_topic = part.size() == topic.size();
    // "a/#" takes "a" as well.
    if (ends_topic && !ends_filter) return filter.substr(wanted.size()) == "/#";
    if (ends_filter || ends_topic) return ends_filter && ends_topic;
    filter.remove_prefix(wanted.size() + 1);
    topic.remove_prefix(part.size() + 1);
  }
}

}  // namespace islet
