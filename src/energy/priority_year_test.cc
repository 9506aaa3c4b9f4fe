// Goal: the fixed order of free power, battery, generator keeps its books and never serves less
// with more.
#include "energy/priority_year.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace islet {
namespace {

struct Site {
  std::vector<double> sun;
  std::vector<Power> load;

  Site() {
    for (int i = 0; i < 8760; ++i) {
      sun.push_back(std::max(0.0, std::sin((i % 24 - 6) * M_PI / 12)) *
                    (0.6 + 0.4 * std::sin(i * 0.013)));
      load.push_back((8 + 3 * std::cos(i * 0.7)) * kilowatt);
    }
  }
  PrioritySeries series(double rated_kw) const { return {sun, rated_kw * kilowatt, load}; }
};

PriorityPlant plant_of(double generator_kw, double battery_kwh) {
  PriorityPlant plant;
  plant.generator = generator_kw * kilowatt;
  plant.battery = battery_kwh * kilowatt_hour;
  plant.charge_max = plant.discharge_max = 0.5 * battery_kwh * kilowatt;
  plant.charge_efficiency = 0.95;
  plant.discharge_efficiency = 1 / 1.05;
  return plant;
}

TEST(PriorityYear, BooksBalance) {
  const Site site;
  const PriorityYear total = priority_year(plant_of(6, 40), site.series(40));
  const Energy served = total.sun_used + total.discharged + total.generator + total.shed;
  EXPECT_NEAR(served / total.load, 1, 1e-12);
  double sun = 0;
  for (const double share : site.sun) sun += share * 40;
  EXPECT_NEAR((total.sun_used + total.charged + total.spilled) / kilowatt_hour / sun, 1, 1e-12);
  const Energy kept = 0.95 * total.charged - 1.05 * total.discharged;
  EXPECT_NEAR(kept / kilowatt_hour, total.stored_at_end / kilowatt_hour, 1e-6);
}

TEST(PriorityYear, MoreOfAnythingNeverServesLess) {
  const Site site;
  const auto shed = [&](double sun, double battery, double generator) {
    return priority_year(plant_of(generator, battery), site.series(sun)).shed / kilowatt_hour;
  };
  for (double more = 1.1; more < 4; more *= 1.5) {
    EXPECT_LE(shed(20 * more, 20, 5), shed(20, 20, 5) + 1e-9);
    EXPECT_LE(shed(20, 20 * more, 5), shed(20, 20, 5) + 1e-9);
    EXPECT_LE(shed(20, 20, 5 * more), shed(20, 20, 5) + 1e-9);
  }
}

TEST(PriorityYear, NothingIsNegativeAndABatteryOfZeroIsNone) {
  const Site site;
  const PriorityYear none = priority_year(plant_of(20, 0), site.series(20));
  EXPECT_EQ(none.charged, Energy());
  EXPECT_EQ(none.discharged, Energy());
  EXPECT_EQ(none.shed, Energy());
  EXPECT_GE(none.spilled, Energy());
  EXPECT_GT(none.generator_hours, 0);
}

TEST(PriorityYear, MinutesOfHourlyPowersAreTheHours) {
  std::vector<double> hours;
  std::vector<double> minutes;
  for (int i = 0; i < 24 * 60; ++i) {
    const double sun = std::max(0.0, std::sin((i % 24 - 5.5) * 0.2618)) * (i % 5) * 0.2;
    hours.push_back(sun);
    minutes.insert(minutes.end(), 60, sun);
  }
  PriorityPlant plant;
  plant.generator = 1.0 * kilowatt;
  plant.battery = 8.0 * kilowatt_hour;
  plant.floor = 1.0 * kilowatt_hour;
  plant.start = 4.0 * kilowatt_hour;
  plant.charge_max = plant.discharge_max = 3.0 * kilowatt;
  plant.charge_efficiency = plant.discharge_efficiency = 0.95;
  const std::vector<Power> load = {1.2 * kilowatt};
  const PriorityYear by_hour = priority_year(plant, {hours, 5.0 * kilowatt, load});
  const PriorityYear by_minute =
      priority_year(plant, {minutes, 5.0 * kilowatt, load, 1.0 * minute});
  const auto near = [&](Energy one, Energy other, double share) {
    EXPECT_NEAR(one / by_hour.load, other / by_hour.load, share);
  };
  near(by_minute.load, by_hour.load, 1e-9);
  near(by_minute.sun_used, by_hour.sun_used, 1e-9);
  near(by_minute.charged, by_hour.charged, 0.005);
  near(by_minute.discharged, by_hour.discharged, 0.005);
  // A battery that ends within the hour leaves more to a set whose power then binds.
  near(by_minute.generator, by_hour.generator, 0.005);
  near(by_minute.shed, by_hour.shed, 0.005);
  EXPECT_NEAR(by_minute.shed_max / watt, by_hour.shed_max / watt, 200.0);
}

}  // namespace
}  // namespace islet
