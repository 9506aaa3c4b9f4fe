// Goal: a SunSpec device is found wherever it begins, its scale factors, sentinels and signs are
// heeded, and what is no such device is said to be none.
#include "meters/sunspec_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "meters/meter_script.h"
#include "meters/sunspec_points.h"
#include "meters/sunspec_server.h"

namespace islet {
namespace {

using ::testing::HasSubstr;

HybridInverter hybrid() {
  HybridInverter device;
  device.panels = 3210 * watt;
  device.loads = 1234 * watt;
  device.delivered = 5'000'000.25 * watt_hour;
  device.charge = 0.735;
  device.health = 0.91;
  device.capacity = 48 * kilowatt_hour;
  device.battery = 1850 * watt;
  device.discharge_limit = 9 * kilowatt;
  return device;
}

TEST(SunSpecMeter, ReadsAHybridInverterWhole) {
  RegisterBank bank;
  lay_out(bank, 1, hybrid());
  SunSpecMeter meter({});
  ModbusConversation peer(bank);
  MeterScript script(meter, [&](std::string_view bytes) { return peer.answer(bytes); });
  script.open();
  EXPECT_EQ(meter.fault(), "");
  EXPECT_EQ(meter.peer(), "Islet rehearsed plant");
  EXPECT_DOUBLE_EQ(script.value(Gauge::panel_power).value(), 3210);
  EXPECT_DOUBLE_EQ(script.value(Gauge::load_power).value(), 1234);
  EXPECT_DOUBLE_EQ(script.value(Gauge::load_energy).value(), 5'000'000.25 * 3600);
  EXPECT_NEAR(script.value(Gauge::battery_charge).value(), 0.735, 1e-12);
  EXPECT_NEAR(script.value(Gauge::battery_health).value(), 0.91, 1e-12);
  EXPECT_DOUBLE_EQ(script.value(Gauge::discharge_limit).value(), 9000);
  EXPECT_EQ(script.value(Gauge::curtailed), 0.0);
}

TEST(SunSpecMeter, LearnsTheBatterysSignFromItsState) {
  for (const double power : {1850.0, -1850.0}) {
    RegisterBank bank;
    HybridInverter device = hybrid();
    device.battery = power * watt;
    lay_out(bank, 1, device);
    SunSpecMeter meter({});
    ModbusConversation peer(bank);
    MeterScript script(meter, [&](std::string_view bytes) { return peer.answer(bytes); });
    script.open();
    EXPECT_DOUBLE_EQ(script.value(Gauge::battery_power).value(), power);
  }
}

TEST(SunSpecMeter, AsksOnceAPeriodAndTakesAnswersInAnyPieces) {
  RegisterBank bank;
  lay_out(bank, 1, hybrid());
  SunSpecMeter meter({});
  ModbusConversation peer(bank);
  MeterScript script(meter, [&](std::string_view bytes) { return peer.answer(bytes); });
  script.piece = 1;
  script.open();
  const std::size_t each = script.samples.size();
  script.pass(10.05);
  EXPECT_EQ(meter.fault(), "");
  EXPECT_EQ(script.samples.size(), 11 * each);
}

TEST(SunSpecMeter, FindsTheDeviceAtTheOtherPlaces) {
  for (const std::uint16_t base : {std::uint16_t{50'000}, std::uint16_t{0}}) {
    RegisterBank bank;
    // An inverter without battery: model 103 alone, 4.2 kW at a scale of 100 W, throttled.
    std::vector<std::uint16_t> all = {0x5375, 0x6E53, 103, 50};
    all.resize(4 + 50, 0x8000);
    all[2 + 14] = 42;
    all[2 + 15] = 2;
    all[2 + 38] = 5;
    all.insert(all.end(), {0xFFFF, 0});
    bank.set(1, base, all);
    SunSpecMeter meter({});
    ModbusConversation peer(bank);
    MeterScript script(meter, [&](std::string_view bytes) { return peer.answer(bytes); });
    script.open();
    EXPECT_EQ(meter.fault(), "");
    EXPECT_EQ(script.value(Gauge::panel_power), 4200.0);
    EXPECT_EQ(script.value(Gauge::curtailed), 1.0);
    EXPECT_FALSE(script.has(Gauge::load_power));
  }
}

struct BlockCase {
  const char* what;
  std::vector<std::uint16_t> registers;  ///< place, then value, from number and length of 0x8000
  Gauge measure;
  std::optional<double> expected;
};

/// Figures worked out by hand from the registers of the published models.
TEST(SunSpecBlock, ScalesSentinelsAndSigns) {
  const BlockCase cases[] = {
      {"103: W 5000 at 10^0", {103, 14, 5000, 15, 0}, Gauge::panel_power, 5000},
      {"103: W -120 at 10^1", {103, 14, 0xFF88, 15, 1}, Gauge::panel_power, -1200},
      {"103: W not implemented", {103, 14, 0x8000, 15, 0}, Gauge::panel_power, {}},
      {"103: scale not implemented", {103, 14, 5000, 15, 0x8000}, Gauge::panel_power, {}},
      {"103: scale beyond 10", {103, 14, 5000, 15, 11}, Gauge::panel_power, {}},
      {"701: W 730 at 10^-1", {701, 10, 730, 116, 0xFFFF}, Gauge::panel_power, 73},
      {"701: throttled by 40 %", {701, 10, 1, 116, 0, 110, 40}, Gauge::curtailed, 1},
      {"713: SoC 7350 at 10^-2", {713, 4, 7350, 8, 0xFFFE}, Gauge::battery_charge, 0.735},
      {"713: SoC not implemented", {713, 4, 0xFFFF, 8, 0xFFFE}, Gauge::battery_charge, {}},
      {"802: SoC 55 at 10^0", {802, 11, 55, 56, 0}, Gauge::battery_charge, 0.55},
      {"802: + W while discharging", {802, 16, 3, 47, 900, 63, 0}, Gauge::battery_power, -900},
      {"802: - W while charging", {802, 16, 4, 47, 0xFC7C, 63, 0}, Gauge::battery_power, 900},
      {"160: two inputs, one dark",
       {160, 4, 1, 8, 2, 21, 150, 41, 0xFFFF},
       Gauge::panel_power,
       1500},
  };
  for (const BlockCase& one : cases) {
    std::vector<std::uint16_t> block(125, 0x8000);
    block[0] = one.registers[0];
    block[1] = 123;
    for (std::size_t i = 1; i + 1 < one.registers.size(); i += 2) {
      block[one.registers[i]] = one.registers[i + 1];
    }
    SunSpecDevice device;
    std::vector<Sample> samples;
    read_sunspec_block(block, device, samples);
    bool found = false;
    for (const Sample& sample : samples) {
      if (sample.what != one.measure) continue;
      found = true;
      ASSERT_EQ(sample.value.has_value(), one.expected.has_value()) << one.what;
      EXPECT_NEAR(sample.value.value_or(0), one.expected.value_or(0), 1e-9) << one.what;
    }
    EXPECT_TRUE(found) << one.what;
  }
}

TEST(SunSpecMeter, SaysWhatIsWrong) {
  RegisterBank empty;
  RegisterBank endless;
  endless.set(1, sunspec_base, {0x5375, 0x6E53, 9, 0});
  RegisterBank strange;
  strange.set(1, sunspec_base, {0x5375, 0x6E53, 999, 1, 0, 0xFFFF, 0});
  const std::pair<RegisterBank*, const char*> cases[] = {
      {&empty, "no SunSpec marker"},
      {&endless, "no end"},
      {&strange, "none of its SunSpec models"}};
  for (const auto& [bank, what] : cases) {
    SunSpecMeter meter({});
    ModbusConversation peer(*bank);
    MeterScript script(meter, [&](std::string_view bytes) { return peer.answer(bytes); });
    script.open();
    EXPECT_THAT(meter.fault(), HasSubstr(what));
  }
}

TEST(SunSpecMeter, ASilentDeviceIsAFaultAfterItsPatience) {
  SunSpecMeter meter({});
  MeterScript script(meter, [](std::string_view) { return std::string(); });
  script.answers = false;
  script.open();
  script.pass(1.9);
  EXPECT_EQ(meter.fault(), "");
  script.pass(0.3);
  EXPECT_EQ(meter.fault(), "no answer in 2.0 s");
}

}  // namespace
}  // namespace islet
