// Goal: whatever a meter fails by and whenever, the alarm is there before three periods are over.
#include <gtest/gtest.h>

#include "meters/meter_board.h"
#include "meters/meter_script.h"
#include "meters/nut_meter.h"
#include "meters/nut_server.h"
#include "meters/sunspec_meter.h"
#include "meters/sunspec_server.h"

namespace islet {
namespace {

constexpr double step_s = 0.1;
constexpr double healthy_s = 6;

/// A meter, asked once a second, and the board that hears it.
class HeardMeter {
 public:
  HeardMeter(MeterProtocol& meter, MeterScript::Answer peer) : script(meter, std::move(peer)) {
    number_ = board.add_meter("it", 1.0 * second);
    script.open();
  }
  void pass(double seconds) {
    for (double left = seconds; left > step_s / 2; left -= step_s) {
      script.pass(step_s);
      now_ = after(now_, step_s * second);
      for (; heard_ < script.samples.size(); ++heard_) {
        board.take(number_, now_, script.samples[heard_]);
      }
    }
  }
  /// Seconds until some alarm is there; 100 for none.
  double until_alarm() {
    for (int i = 1; i <= 100; ++i) {
      pass(step_s);
      if (!board.alarms(now_).empty()) return i * step_s;
    }
    return 100;
  }
  MeterBoard board;
  MeterScript script;
  Instant now() const { return now_; }

 private:
  int number_ = 0;
  Instant now_;
  std::size_t heard_ = 0;
};

HybridInverter healthy() {
  HybridInverter shown;
  shown.panels = 800 * watt;
  shown.loads = 300 * watt;
  shown.charge = 0.6;
  shown.capacity = 5 * kilowatt_hour;
  return shown;
}

struct Failure {
  const char* what;
  void (*begins)(HeardMeter& meter, RegisterBank& bank);
};

TEST(Silence, OfAnInverterIsAnAlarmBeforeThreePeriodsAreOver) {
  const Failure failures[] = {
      {"mute", [](HeardMeter& meter, RegisterBank&) { meter.script.answers = false; }},
      {"sentinels and a flipped sign",
       [](HeardMeter&, RegisterBank& bank) {
         HybridInverter shown = healthy();
         shown.is_absurd = true;
         lay_out(bank, 1, shown);
       }},
      {"a jump",
       [](HeardMeter&, RegisterBank& bank) {
         HybridInverter shown = healthy();
         shown.charge = 0.2;
         lay_out(bank, 1, shown);
       }},
  };
  for (const Failure& failure : failures) {
    for (int phase = 0; phase < 10; ++phase) {
      RegisterBank bank;
      lay_out(bank, 1, healthy());
      ModbusConversation peer(bank);
      SunSpecMeter meter({});
      HeardMeter heard(meter, [&](std::string_view bytes) { return peer.answer(bytes); });
      heard.pass(healthy_s + phase * step_s);
      ASSERT_TRUE(heard.board.alarms(heard.now()).empty()) << failure.what;
      failure.begins(heard, bank);
      EXPECT_LT(heard.until_alarm(), 3.0) << failure.what << " " << phase;
    }
  }
}

TEST(Silence, OfAUpsIsAnAlarmBeforeThreePeriodsAreOver) {
  for (int phase = 0; phase < 10; ++phase) {
    NutBook said;
    said.variables = {{"ups.status", "OL"}, {"battery.charge", "87"}};
    NutConversation peer(said);
    NutMeter meter({});
    HeardMeter heard(meter, [&](std::string_view bytes) { return peer.answer(bytes); });
    heard.pass(healthy_s + phase * step_s);
    heard.script.answers = false;
    EXPECT_LT(heard.until_alarm(), 3.0) << phase;
  }
}

TEST(Silence, OneAnswerThatIsLateIsNoAlarm) {
  RegisterBank bank;
  lay_out(bank, 1, healthy());
  ModbusConversation peer(bank);
  SunSpecMeter meter({});
  HeardMeter heard(meter, [&](std::string_view bytes) { return peer.answer(bytes); });
  heard.pass(healthy_s);
  heard.pass(1.2);
  EXPECT_TRUE(heard.board.alarms(after(heard.now(), 1.2 * second)).empty());
}

}  // namespace
}  // namespace islet
