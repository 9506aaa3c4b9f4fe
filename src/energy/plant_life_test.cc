// Goal: an ageing plant wears by what it does, independent of the step, and is replaced in time.
#include "energy/plant_life.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace islet {
namespace {

struct Site {
  std::vector<double> sun;
  std::vector<Power> load;

  explicit Site(double load_kw = 1.5) {
    for (int i = 0; i < 8760; ++i) {
      sun.push_back(std::max(0.0, std::sin((i % 24 - 6) * M_PI / 12)) *
                    (0.6 + 0.4 * std::sin(i * 0.013)));
      load.push_back(load_kw * kilowatt);
    }
  }
  PrioritySeries series(double rated_kw) const { return {sun, rated_kw * kilowatt, load}; }
};

PriorityPlant plant_of(double battery_kwh) {
  PriorityPlant plant;
  plant.generator = 2.0 * kilowatt;
  plant.battery = battery_kwh * kilowatt_hour;
  plant.start = plant.battery;
  plant.charge_max = plant.discharge_max = battery_kwh * kilowatt;
  plant.charge_efficiency = plant.discharge_efficiency = 0.97;
  return plant;
}

AgeingLaw lfp_law() {
  BatteryModule module;
  module.chemistry = "lfp";
  module.cycles_to_end.typical = 6000;
  module.cycle_depth = 0.8;
  module.end_capacity = 0.7;
  module.calendar_life.typical = 15.0 * year;
  return ageing_law(module);
}

TEST(BatteryAgeing, RecordsLivesComeBack) {
  const AgeingLaw law = lfp_law();
  Wear shelf;
  add_time(shelf, law, 15.0 * year, celsius(25), 0.5);
  EXPECT_NEAR(capacity_left(law, shelf), 0.7, 1e-12);
  Wear cycled;
  add_cycles(cycled, law, std::vector<double>(6000, 0.8));
  EXPECT_NEAR(capacity_left(law, cycled), 0.7, 1e-9);
  EXPECT_NEAR(capacity_left(law, Wear()), 1, 1e-12);
}

TEST(BatteryAgeing, DoesNotDependOnTheStep) {
  const AgeingLaw law = lfp_law();
  Wear once;
  add_time(once, law, 3.0 * year, celsius(35), 0.8);
  Wear often;
  for (int i = 0; i < 3 * 8760; ++i) add_time(often, law, hour, celsius(35), 0.8);
  EXPECT_NEAR(capacity_left(law, once), capacity_left(law, often), 1e-9);
}

TEST(BatteryAgeing, HeatHalvesTheLifeOfLead) {
  BatteryModule module;
  module.chemistry = "lead_agm";
  module.calendar_life.typical = 6.0 * year;
  const AgeingLaw law = ageing_law(module);
  Wear wear;
  add_time(wear, law, 3.0 * year, celsius(35), 0.5);
  EXPECT_NEAR(wear.calendar_share, 1, 1e-9);
}

TEST(PlantLife, CapacityFallsUntilItIsReplaced) {
  const Site site;
  const std::vector<LifeYear> life =
      plant_life(plant_of(20), site.series(8), lfp_law(), {.years = 25});
  ASSERT_EQ(life.size(), 25U);
  EXPECT_DOUBLE_EQ(life[0].battery_left, 1);
  int replacements = 0;
  for (std::size_t y = 1; y < life.size(); ++y) {
    if (life[y - 1].replaced) {
      ++replacements;
      EXPECT_DOUBLE_EQ(life[y].battery_left, 1);
    } else {
      EXPECT_LT(life[y].battery_left, life[y - 1].battery_left);
      EXPECT_GE(life[y].battery_left, 0.69);
    }
  }
  EXPECT_GE(replacements, 1);
}

TEST(PlantLife, RangesAddUpToTheThroughput) {
  const Site site;
  const std::vector<LifeYear> life = plant_life(plant_of(20), site.series(8), lfp_law(), {});
  const double throughput =
      0.5 * (life[0].sums.charged * 0.97 + life[0].sums.discharged / 0.97) / (20.0 * kilowatt_hour);
  EXPECT_NEAR(life[0].cycles, throughput, 1e-6 * throughput);
}

TEST(PlantLife, AnAgeingPlantBurnsMoreFuelEachYear) {
  const Site site;
  const std::vector<LifeYear> life =
      plant_life(plant_of(20), site.series(8), lfp_law(), {.years = 8, .replaces = false});
  for (std::size_t y = 1; y < life.size(); ++y) {
    EXPECT_GE(life[y].sums.generator, life[y - 1].sums.generator);
  }
}

TEST(PlantLife, WithoutABatteryNothingWears) {
  const Site site;
  for (const LifeYear& one : plant_life(plant_of(0), site.series(8), lfp_law(), {})) {
    EXPECT_FALSE(one.replaced);
    EXPECT_DOUBLE_EQ(one.battery_left, 1);
  }
}

}  // namespace
}  // namespace islet
