#include "twin/victron_feed.h"

#include <fmt/format.h>

namespace islet {
namespace {

constexpr const char* portal = "c0619ab1e7ed";

}  // namespace

void VictronFeed::open(Instant now) {
  reader_ = {};
  fault_.clear();
  is_in_ = false;
  alive_until_ = long_ago;
  MqttPacket hello;
  hello.kind = MqttKind::connect;
  hello.client = "rehearsed-gx";
  output_ = frame_of(hello);
  next_ = after(now, pace_.period);
}

void VictronFeed::receive(Instant now, std::string_view bytes, std::vector<Sample>& /*samples*/) {
  reader_.feed(bytes);
  while (const auto packet = reader_.next()) {
    if (packet->kind == MqttKind::connect_answer) {
      if (packet->code != 0) fault_ = "the broker refuses";
      is_in_ = packet->code == 0;
      MqttPacket ask;
      ask.kind = MqttKind::subscribe;
      ask.id = 1;
      ask.topic = fmt::format("R/{}/keepalive", portal);
      output_ += frame_of(ask);
    } else if (packet->kind == MqttKind::publish) {
      const bool was_alive = now < alive_until_;
      alive_until_ = after(now, kept_alive());
      if (!was_alive) next_ = now;
    }
  }
  if (fault_.empty()) fault_ = reader_.fault();
}

void VictronFeed::say(const std::string& path, double value, int digits) {
  MqttPacket one;
  one.kind = MqttKind::publish;
  one.topic = fmt::format("N/{}/{}", portal, path);
  one.payload = fmt::format("{{\"value\": {:.{}f}}}", value, digits);
  output_ += frame_of(one);
}

void VictronFeed::look(Instant now) {
  if (now < next_) return;
  next_ = after(now, pace_.period);
  if (!is_in_ || is_mute_) return;
  MqttPacket serial;
  serial.kind = MqttKind::publish;
  serial.topic = fmt::format("N/{}/system/0/Serial", portal);
  serial.payload = fmt::format("{{\"value\": \"{}\"}}", portal);
  output_ += frame_of(serial);
  if (now >= alive_until_) return;
  say("system/0/Dc/Battery/Soc", 100 * figures_.charge, 2);
  say("system/0/Dc/Battery/Power", figures_.battery / watt, 1);
  say("system/0/Dc/Pv/Power", figures_.panels / watt, 1);
  say("system/0/Ac/Consumption/L1/Power", figures_.loads / watt, 1);
}

}  // namespace islet
