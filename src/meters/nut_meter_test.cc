// Goal: a UPS is read as its server says it, and what the server does not know is never taken for
// mains.
#include "meters/nut_meter.h"

#include <gtest/gtest.h>

#include "meters/meter_script.h"
#include "meters/nut_server.h"

namespace islet {
namespace {

NutBook book() {
  NutBook out;
  out.variables = {{"ups.status", "OL CHRG"},
                   {"battery.charge", "87"},
                   {"battery.runtime", "1440"},
                   {"ups.load", "25"},
                   {"ups.realpower.nominal", "800"}};
  return out;
}

TEST(NutMeter, ReadsWhatTheUpsSays) {
  NutBook said = book();
  NutConversation peer(said);
  NutMeter meter({});
  MeterScript script(meter, [&](std::string_view bytes) { return peer.answer(bytes); });
  script.piece = 3;
  script.open();
  script.pass(1.1);
  EXPECT_EQ(meter.fault(), "");
  EXPECT_EQ(meter.peer(), "a UPS");
  EXPECT_EQ(script.value(Gauge::mains), 1.0);
  EXPECT_EQ(script.value(Gauge::ups_low), 0.0);
  EXPECT_DOUBLE_EQ(script.value(Gauge::ups_charge).value(), 0.87);
  EXPECT_EQ(script.value(Gauge::ups_runtime), 1440.0);
  EXPECT_EQ(script.value(Gauge::load_power), 200.0);
  said.variables["ups.status"] = "OB DISCHRG LB";
  script.pass(1);
  EXPECT_EQ(script.value(Gauge::mains), 0.0);
  EXPECT_EQ(script.value(Gauge::ups_low), 1.0);
}

TEST(NutMeter, AServerThatDoesNotKnowIsNotTakenForMains) {
  NutBook said = book();
  said.is_stale = true;
  NutConversation peer(said);
  NutMeter meter({}, "ups");
  MeterScript script(meter, [&](std::string_view bytes) { return peer.answer(bytes); });
  script.open();
  EXPECT_EQ(meter.fault(), "");
  EXPECT_TRUE(script.has(Gauge::mains));
  EXPECT_FALSE(script.value(Gauge::mains));
}

struct StatusCase {
  const char* text;
  std::optional<double> mains;
  std::optional<double> low;
};

TEST(NutStatusText, WordsAreASetAndUnknownOnesAreLetPass) {
  const StatusCase cases[] = {
      {"OL", 1, 0},        {"OL CHRG BOOST", 1, 0},     {"OB DISCHRG", 0, 0}, {"OB LB", 0, 1},
      {"FSD OL", 0, 1},    {"ALARM OL REPLBATT", 1, 0}, {"WAIT", {}, {}},     {"", {}, {}},
      {"OLD LBX", {}, {}}, {"BYPASS OL", 1, 0}};
  for (const StatusCase& one : cases) {
    const NutStatus status = read_nut_status(one.text);
    EXPECT_EQ(status.mains, one.mains) << one.text;
    EXPECT_EQ(status.low, one.low) << one.text;
  }
}

TEST(NutWords, QuotesAndBackslashes) {
  EXPECT_EQ(nut_words(R"(VAR ups x "a \"b\" \\c")"),
            (std::vector<std::string>{"VAR", "ups", "x", R"(a "b" \c)"}));
  EXPECT_EQ(nut_words("  a\tb \r"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(nut_words(R"(a "b)"), std::nullopt);
}

TEST(NutMeter, WhatIsNoUpsServerIsAFault) {
  for (const std::string text : {"HTTP/1.1 400 Bad Request\n", "ERR ACCESS-DENIED\n",
                                 "BEGIN LIST UPS\nEND LIST UPS\n", "\n"}) {
    NutMeter meter({});
    MeterScript script(meter, [&](std::string_view) { return text; });
    script.open();
    script.pass(3);
    EXPECT_NE(meter.fault(), "") << text;
  }
  NutMeter endless({});
  MeterScript script(endless, [](std::string_view) { return std::string(5'000, 'x'); });
  script.open();
  EXPECT_EQ(endless.fault(), "a line without end");
}

}  // namespace
}  // namespace islet
