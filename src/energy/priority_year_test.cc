// Goal: the fixed order of free power, battery, generator keeps its books and never serves less
// with more.
#include "energy/priority_year.h"

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

}  // namespace
}  // namespace islet
