#include "meters/mqtt_meter.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace islet {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::optional<double> whole_number(std::string_view text) {
  double value = 0;
  const char* begin = text.data();
  const auto got = std::from_chars(begin, begin + text.size(), value);
  const bool is_all = got.ec == std::errc() && got.ptr == begin + text.size() && !text.empty();
  return is_all && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

TopicMap victron_topics() {
  TopicMap map;
  map.name = "Victron GX";
  map.keeps_alive = true;
  map.points = {
      {"N/+/system/0/Dc/Battery/Soc", Gauge::battery_charge, 0.01, 0, "value"},
      {"N/+/system/0/Dc/Battery/Power", Gauge::battery_power, 1, 0, "value"},
      {"N/+/system/0/Dc/Pv/Power", Gauge::panel_power, 1, 0, "value"},
      {"N/+/system/0/Ac/Consumption/L1/Power", Gauge::load_power, 1, 0, "value"},
      {"N/+/system/0/Serial", Gauge::curtailed, 0, 0, "value"},  // its portal; no figure
  };
  return map;
}

/// The first number behind `"member":`, or the payload itself. Written for two shapes, so that no
/// byte of a stranger's payload reaches more than a search and one conversion.
std::optional<double> number_in_payload(std::string_view payload, std::string_view member) {
  payload = trimmed(payload);
  if (payload.empty() || payload.front() != '{') return whole_number(payload);
  const std::string quoted = "\"" + std::string(member) + "\"";
  const std::size_t name = payload.find(quoted);
  if (name == std::string_view::npos) return std::nullopt;
  std::string_view rest = trimmed(payload.substr(name + quoted.size()));
  if (rest.empty() || rest.front() != ':') return std::nullopt;
  rest = trimmed(rest.substr(1));
  return whole_number(trimmed(rest.substr(0, rest.find_first_of(",}"))));
}

void MqttMeter::open(Instant now) {
  reader_ = {};
  fault_.clear();
  portal_.clear();
  peer_ = map_.name;
  is_in_ = awaits_ping_ = false;
  MqttPacket hello;
  hello.kind = MqttKind::connect;
  // No name: the broker gives one. Two meters of one name would put each other out.
  hello.keep_alive_s = 60;
  hello.user = user_;
  hello.password = password_;
  output_ = frame_of(hello);
  next_ = after(now, pace_.patience);
}

void MqttMeter::look(Instant now) {
  if (now < next_ || !fault_.empty()) return;
  if (!is_in_ || awaits_ping_) {
    fault_ = "the broker does not answer";
    next_ = never;
    return;
  }
  MqttPacket ping;
  output_ += frame_of(ping);
  awaits_ping_ = true;
  ask_portal();
  next_ = after(now, ping_every());
}

void MqttMeter::ask_portal() {
  if (!map_.keeps_alive || portal_.empty()) return;
  MqttPacket ask;
  ask.kind = MqttKind::publish;
  ask.topic = "R/" + portal_ + "/keepalive";
  output_ += frame_of(ask);
}

void MqttMeter::receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) {
  if (!fault_.empty()) return;
  reader_.feed(bytes);
  while (fault_.empty()) {
    const auto packet = reader_.next();
    if (!packet) break;
    take(now, *packet, samples);
  }
  if (fault_.empty()) fault_ = reader_.fault();
}

void MqttMeter::take(Instant now, const MqttPacket& packet, std::vector<Sample>& samples) {
  switch (packet.kind) {
    case MqttKind::connect_answer:
      if (packet.code != 0 || is_in_) {
        fault_ = fmt::format("the broker refuses: code {}", packet.code);
        return;
      }
      is_in_ = true;
      for (std::size_t i = 0; i < map_.points.size(); ++i) {
        MqttPacket ask;
        ask.kind = MqttKind::subscribe;
        ask.id = static_cast<std::uint16_t>(i + 1);
        ask.topic = map_.points[i].filter;
        output_ += frame_of(ask);
      }
      next_ = after(now, ping_every());
      return;
    case MqttKind::subscribe_answer:
      if (packet.code == 128) fault_ = "the broker refuses a subscription";
      return;
    case MqttKind::ping_answer:
      awaits_ping_ = false;
      return;
    case MqttKind::publish: {
      if (!is_in_) return;
      if (packet.quality == 1) {
        MqttPacket seen;
        seen.kind = MqttKind::publish_answer;
        seen.id = packet.id;
        output_ += frame_of(seen);
      }
      return take_value(packet, samples);
    }
    default:
      fault_ = "a packet that a broker does not send";
  }
}

void MqttMeter::take_value(const MqttPacket& packet, std::vector<Sample>& samples) {
  if (map_.keeps_alive && portal_.empty() && packet.topic.starts_with("N/")) {
    const std::string_view rest = std::string_view(packet.topic).substr(2);
    portal_ = std::string(rest.substr(0, std::min(rest.find('/'), std::size_t{64})));
    ask_portal();
  }
  for (const TopicPoint& point : map_.points) {
    if (point.factor == 0 || !mqtt_matches(point.filter, packet.topic)) continue;
    const auto value = number_in_payload(packet.payload, point.member);
    samples.push_back(
        {point.what, value ? std::optional(point.factor * *value + point.offset) : std::nullopt});
    return;
  }
}

}  // namespace islet
