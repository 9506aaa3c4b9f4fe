// Goal: figures are found in the JSON of any device, what is not there is no figure, and what is no
// such device is a fault.
#include "live/json_meter.h"

#include <gtest/gtest.h>

#include "meters/meter_script.h"

namespace islet {
namespace {

PointMap map() {
  PointMap out;
  out.path = "/status";
  out.members = {{Gauge::battery_charge, {"battery", "soc"}, 0.01, 0},
                 {Gauge::panel_power, {"pv_w"}, 1, 0}};
  return out;
}

std::string reply(const std::string& body, const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

TEST(JsonMeter, FindsFiguresByTheirWayInAnyPieces) {
  for (const std::size_t piece : {1U, 7U, 1'000U}) {
    JsonMeter meter({}, "192.0.2.1", map());
    std::string asked;
    MeterScript script(meter, [&](std::string_view bytes) {
      asked = bytes;
      return reply(R"({"battery":{"soc":63.5},"pv_w":812})");
    });
    script.piece = piece;
    script.open();
    script.pass(2.5);
    EXPECT_EQ(meter.fault(), "");
    EXPECT_TRUE(asked.starts_with("GET /status HTTP/1.1\r\nHost: 192.0.2.1\r\n"));
    EXPECT_DOUBLE_EQ(script.value(Gauge::battery_charge).value(), 0.635);
    EXPECT_EQ(script.value(Gauge::panel_power), 812);
    EXPECT_EQ(script.samples.size(), 6U);
  }
}

TEST(JsonMeter, WhatIsNotThereIsNoFigure) {
  for (const char* body : {"{}", "[]", "nonsense", R"({"battery":{"soc":"full"},"pv_w":null})",
                           R"({"battery":7,"pv_w":[1]})"}) {
    JsonMeter meter({}, "h", map());
    MeterScript script(meter, [&](std::string_view) { return reply(body); });
    script.open();
    EXPECT_EQ(meter.fault(), "") << body;
    EXPECT_TRUE(script.has(Gauge::battery_charge)) << body;
    EXPECT_FALSE(script.value(Gauge::battery_charge)) << body;
  }
}

TEST(JsonMeter, WhatIsNoSuchDeviceIsAFault) {
  for (const std::string& text : {reply("{}", "404 Not Found"), std::string("ups> \r\n\r\n")}) {
    JsonMeter meter({}, "h", map());
    MeterScript script(meter, [&](std::string_view) { return text; });
    script.open();
    EXPECT_NE(meter.fault(), "") << text;
  }
  JsonMeter silent({}, "h", map());
  MeterScript script(silent, [](std::string_view) { return std::string(); });
  script.open();
  script.pass(2.5);
  EXPECT_EQ(silent.fault(), "no answer in 2.0 s");
}

}  // namespace
}  // namespace islet
