// Goal: cards are found and read through the library at run time, limits stay in the card's
// bounds, and a machine without the library has no cards and no fault.
#include "meters/nvml_meter.h"

#include <gtest/gtest.h>

#include "meters/own_sensors.h"

namespace islet {
namespace {

TEST(NvmlLibrary, ReadsEveryCardAndSetsItsLimit) {
  auto library = NvmlLibrary::open(ISLET_STAND_IN_NVML);
  ASSERT_TRUE(library) << library.error().text();
  NvmlLibrary& cards = **library;
  ASSERT_EQ(cards.cards(), 2);
  EXPECT_EQ(cards.power(0), 300 * watt);
  EXPECT_EQ(cards.heat_deg(1), 71);
  EXPECT_EQ(cards.bounds(0)->least, 100 * watt);
  EXPECT_TRUE(cards.set_limit(0, 180 * watt));
  EXPECT_EQ(cards.limit(0), 180 * watt);
  EXPECT_EQ(cards.limit(1), 300 * watt);
  EXPECT_FALSE(cards.set_limit(0, 20 * watt));
  EXPECT_TRUE(cards.lock_clock(0, 900));
  EXPECT_EQ(cards.power(0), 120 * watt);
  EXPECT_TRUE(cards.free_clock(0));
  EXPECT_TRUE(cards.set_limit(0, 300 * watt));
}

TEST(NvmlMeter, CountsTheEnergyOfAllCardsAndSaysTheHottest) {
  const NvmlMeter meter(ISLET_STAND_IN_NVML);
  EXPECT_EQ(meter.found(), "2 cards");
  std::vector<Sample> samples;
  meter.look(samples);
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_EQ(samples[0].what, Gauge::device_energy);
  EXPECT_GT(samples[0].value.value_or(0), 2'000);
  EXPECT_EQ(samples[1].what, Gauge::temperature);
  EXPECT_EQ(samples[1].value, 71);
}

TEST(NvmlMeter, WithoutTheLibraryThereAreNoCards) {
  for (const char* file : {"libislet-no-such-library.so.1", "libm.so.6"}) {
    const NvmlMeter meter(file);
    EXPECT_EQ(meter.found(), "") << file;
    std::vector<Sample> samples;
    meter.look(samples);
    EXPECT_TRUE(samples.empty());
  }
}

TEST(OwnSensors, CardsAndProcessorsAreOneMachine) {
  OwnSensors sensors("no-such-folder", ISLET_STAND_IN_NVML);
  EXPECT_EQ(sensors.found(), "2 cards");
  std::vector<Sample> samples;
  sensors.look(samples);
  EXPECT_EQ(samples.size(), 2U);
}

}  // namespace
}  // namespace islet
