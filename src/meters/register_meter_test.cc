// Goal: registers known by a list are read with their width, sign, factor and "no figure" values.
#include "meters/register_meter.h"

#include <gtest/gtest.h>

#include "meters/meter_script.h"
#include "meters/modbus_server.h"

namespace islet {
namespace {

using Words = std::vector<std::uint16_t>;

struct PointCase {
  const char* what;
  RegisterPoint point;
  Words words;
  std::optional<double> expected;
};

TEST(RegisterPoint, WidthSignFactorAndNoFigure) {
  using enum RegisterForm;
  const RegisterPoint state{Gauge::generator_runs, 1408, u16, 1, 3};
  const PointCase cases[] = {
      {"unsigned", {Gauge::fuel, 1, u16, 0.01, {}}, {75}, 0.75},
      {"signed", {Gauge::battery_power, 1, s16, 1, {}}, {0xFE0C}, -500},
      {"wide, high word first", {Gauge::load_power, 1, u32, 1, {}}, {1, 2}, 65'538},
      {"wide and signed", {Gauge::grid_power, 1, s32, 1, {}}, {0xFFFF, 0xFC18}, -1000},
      {"a state that holds", state, {3}, 1},
      {"a state that does not", state, {2}, 0},
      {"sensor fault", {Gauge::fuel, 1, u16, 0.01, {}}, {0xFFFC}, {}},
      {"signed: not fitted", {Gauge::generator_power, 1, s32, 1, {}}, {0x7FFF, 0xFFFF}, {}},
      {"signed: minus one is a figure",
       {Gauge::generator_power, 1, s32, 1, {}},
       {0xFFFF, 0xFFFF},
       -1},
      {"cut short", {Gauge::load_power, 1, u32, 1, {}}, {1}, {}},
  };
  for (const PointCase& one : cases) {
    EXPECT_EQ(read_point(one.point, one.words, 8), one.expected) << one.what;
  }
}

TEST(RegisterMeter, ReadsAGeneratorsController) {
  RegisterBank bank;
  bank.set(10, 1408, 3);
  bank.set(10, 1536, Words{0, 4200});
  RegisterMeter meter({}, gencomm_map());  // its fuel gauge is not fitted: no such register
  ModbusConversation peer(bank);
  MeterScript script(meter, [&](std::string_view bytes) { return peer.answer(bytes); });
  script.open();
  EXPECT_EQ(meter.fault(), "");
  EXPECT_EQ(script.value(Gauge::generator_runs), 1.0);
  EXPECT_EQ(script.value(Gauge::generator_power), 4200.0);
  EXPECT_FALSE(script.has(Gauge::fuel));
  bank.set(10, 1408, 5);
  script.pass(1.1);
  EXPECT_EQ(script.value(Gauge::generator_runs), 0.0);
}

}  // namespace
}  // namespace islet
