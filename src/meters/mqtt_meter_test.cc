// Goal: MQTT packets are those of the standard, a Victron device is asked as it wants to be, and a
// payload that is no number is no figure.
#include "meters/mqtt_meter.h"

#include <gtest/gtest.h>

#include "meters/meter_script.h"

namespace islet {
namespace {

std::string bytes(std::initializer_list<int> list) {
  std::string out;
  for (const int one : list) out += static_cast<char>(one);
  return out;
}

/// A broker with one device behind it: answers, and publishes once it is kept alive.
class Device {
 public:
  std::string answer(std::string_view text) {
    std::string out;
    reader_.feed(text);
    while (const auto packet = reader_.next()) out += answer(*packet);
    return out;
  }
  int refusal = 0;
  int keepalives = 0;

 private:
  static std::string said(const std::string& topic, const std::string& payload, int quality = 0) {
    MqttPacket packet;
    packet.kind = MqttKind::publish;
    packet.topic = topic;
    packet.payload = payload;
    packet.quality = quality;
    packet.id = quality > 0 ? 9 : 0;
    return frame_of(packet);
  }
  std::string answer(const MqttPacket& asked) {
    MqttPacket out;
    out.id = asked.id;
    switch (asked.kind) {
      case MqttKind::connect:
        out.kind = MqttKind::connect_answer;
        out.code = refusal;
        return frame_of(out);
      case MqttKind::subscribe:
        out.kind = MqttKind::subscribe_answer;
        return frame_of(out) + (asked.topic.ends_with("Serial")
                                    ? said("N/c0ffee/system/0/Serial", "{\"value\":\"c0ffee\"}")
                                    : "");
      case MqttKind::ping:
        out.kind = MqttKind::ping_answer;
        return frame_of(out);
      case MqttKind::publish:
        EXPECT_EQ(asked.topic, "R/c0ffee/keepalive");
        ++keepalives;
        return said("N/c0ffee/system/0/Dc/Battery/Soc", "{\"value\":83.5}") +
               said("N/c0ffee/system/0/Dc/Pv/Power", "{\"value\": null}") +
               said("N/c0ffee/system/0/Ac/Consumption/L1/Power", "{\"value\":412}", 1);
      default:
        return "";
    }
  }
  MqttReader reader_;
};

// MQTT 3.1.1, 3.1 and 3.3: the bytes of a connect and of a publish.
TEST(MqttPacket, IsThatOfTheStandard) {
  MqttPacket hello;
  hello.kind = MqttKind::connect;
  hello.client = "ab";
  hello.keep_alive_s = 10;
  EXPECT_EQ(frame_of(hello),
            bytes({0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 10, 0, 2, 'a', 'b'}));
  MqttPacket said;
  said.kind = MqttKind::publish;
  said.topic = "a/b";
  said.id = 10;
  said.quality = 1;
  EXPECT_EQ(frame_of(said), bytes({0x32, 7, 0, 3, 'a', '/', 'b', 0, 10}));
  said.payload = std::string(200, 'x');
  MqttReader reader;
  for (const char c : frame_of(said)) reader.feed(std::string_view(&c, 1));
  EXPECT_EQ(reader.next(), said);
}

TEST(MqttPacket, WhatIsNoPacketEndsTheStream) {
  for (const std::string& stream :
       {bytes({0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1}), bytes({0x30, 1, 0}), bytes({0x00, 0}),
        bytes({0x36, 2, 0, 0}), bytes({0xD0, 1, 0}), bytes({0x30, 0xFF, 0xFF, 0x7F})}) {
    MqttReader reader;
    reader.feed(stream);
    EXPECT_FALSE(reader.next());
    EXPECT_NE(reader.fault(), "");
  }
}

TEST(MqttFilter, TakesTopicsAsTheStandardSays) {
  EXPECT_TRUE(mqtt_matches("a/+/c", "a/b/c"));
  EXPECT_TRUE(mqtt_matches("a/#", "a/b/c"));
  EXPECT_TRUE(mqtt_matches("a/#", "a"));
  EXPECT_TRUE(mqtt_matches("#", "a/b"));
  EXPECT_FALSE(mqtt_matches("a/+", "a/b/c"));
  EXPECT_FALSE(mqtt_matches("a/+/c", "a/b"));
  EXPECT_FALSE(mqtt_matches("a", "ab"));
}

TEST(MqttMeter, ReadsAVictronDeviceThatIsKeptAlive) {
  Device device;
  MqttMeter meter({}, victron_topics());
  MeterScript script(meter, [&](std::string_view text) { return device.answer(text); });
  script.piece = 3;
  script.open();
  EXPECT_EQ(meter.fault(), "");
  EXPECT_EQ(device.keepalives, 1);
  EXPECT_DOUBLE_EQ(script.value(Gauge::battery_charge).value(), 0.835);
  EXPECT_DOUBLE_EQ(script.value(Gauge::load_power).value(), 412);
  EXPECT_TRUE(script.has(Gauge::panel_power));
  EXPECT_FALSE(script.value(Gauge::panel_power));
  EXPECT_FALSE(script.has(Gauge::curtailed));
  script.pass(61);
  EXPECT_EQ(meter.fault(), "");
  EXPECT_EQ(device.keepalives, 4);
}

TEST(MqttMeter, ARefusalAndSilenceAreFaults) {
  Device device;
  device.refusal = 5;
  MqttMeter refused({}, victron_topics());
  MeterScript script(refused, [&](std::string_view text) { return device.answer(text); });
  script.open();
  EXPECT_EQ(refused.fault(), "the broker refuses: code 5");
  MqttMeter alone({}, victron_topics());
  MeterScript silent(alone, [](std::string_view) { return std::string(); });
  silent.open();
  silent.pass(2.2);
  EXPECT_EQ(alone.fault(), "the broker does not answer");
}

struct PayloadCase {
  const char* text;
  std::optional<double> expected;
};

TEST(MqttPayload, ANumberOrNothing) {
  const PayloadCase cases[] = {{"12.5", 12.5},
                               {" -3 ", -3},
                               {"{\"value\":7}", 7},
                               {"{\"min\": 1, \"value\" : 8.25 , \"max\": 9}", 8.25},
                               {"{\"value\":null}", {}},
                               {"{\"value\":\"7\"}", {}},
                               {"{\"value\":[7]}", {}},
                               {"", {}},
                               {"nan", {}},
                               {"inf", {}},
                               {"1e999", {}},
                               {"12,5", {}},
                               {"{\"valu", {}}};
  for (const PayloadCase& one : cases)
    EXPECT_EQ(number_in_payload(one.text), one.expected) << one.text;
}

}  // namespace
}  // namespace islet
