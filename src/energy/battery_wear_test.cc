// Goal: heat and ageing of batteries agree with NREL SSC's published runs and do not depend on the
// length of the step.
#include "energy/battery_wear.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "energy/cell_heat.h"
#include "energy/nmc_life.h"
#include "energy/rainflow.h"

namespace islet {
namespace {

// The cycle table of SSC's life tests (lib_battery_lifetime_test.cpp at e97a19f).
CycleTable ssc_table() {
  return CycleTable({{0.2, 0, 1},
                     {0.2, 5000, 0.8},
                     {0.2, 10000, 0.6},
                     {0.8, 0, 1},
                     {0.8, 1000, 0.8},
                     {0.8, 2000, 0.6}});
}

struct Counted {
  int cycles = 0;
  double mean_range = 0;
  double capacity = 1;
};

Counted counted(const std::vector<double>& turns) {
  const CycleTable table = ssc_table();
  CycleWear wear(table);
  Rainflow rainflow;
  double sum = 0;
  for (const double depth : turns) {
    rainflow.turn(depth, [&](const DepthCycle& cycle) {
      wear.add(cycle.range);
      sum += cycle.range;
    });
  }
  return {wear.cycles(), sum / wear.cycles(), wear.capacity()};
}

TEST(BatteryWear, RainflowAndCycleTableAgreeWithSsc) {
  std::vector<double> deep;
  for (int i = 0; i < 250; ++i) deep.insert(deep.end(), {0.05, 0.95});
  const Counted alike = counted(deep);
  EXPECT_EQ(alike.cycles, 249);
  EXPECT_NEAR(alike.mean_range, 0.90, 1e-12);
  EXPECT_NEAR(alike.capacity, 0.9502, 1e-4);

  const Counted jagged = counted({0.05, 0.95, 0.50, 0.85, 0.10, 0.50, 0.05, 0.95, 0.05});
  EXPECT_EQ(jagged.cycles, 4);
  EXPECT_NEAR(jagged.mean_range, 0.6375, 1e-12);
  EXPECT_NEAR(jagged.capacity, 0.9995, 1e-4);
}

TEST(BatteryWear, RestsAndPointsOnTheWayAreNoReversals) {
  const CycleTable table = ssc_table();
  CycleWear wear(table);
  Rainflow rainflow;
  for (const double depth : {5, 50, 95, 50, 5, 5, 5, 50, 95, 50, 5, 5, 5, 50, 95, 50, 5}) {
    rainflow.reading(depth / 100, [&](const DepthCycle& cycle) { wear.add(cycle.range); });
  }
  EXPECT_EQ(wear.cycles(), 2);
  EXPECT_NEAR(wear.capacity(), 0.9996, 1e-4);
}

TEST(BatteryWear, CountsAlikeWhateverTheStep) {
  double first = 0;
  for (const int parts : {1, 3, 60}) {
    Rainflow rainflow;
    double sum = 0;
    for (int i = 0; i <= 200 * parts; ++i) {
      const double hours = static_cast<double>(i) / parts;
      // Straight lines between reversals at whole hours.
      const double low = std::floor(hours);
      const auto level = [](double h) { return 0.5 + 0.4 * std::sin(h * 1.3) * std::cos(h * h); };
      const double depth = level(low) + (hours - low) * (level(low + 1) - level(low));
      rainflow.reading(depth, [&](const DepthCycle& cycle) { sum += cycle.range; });
    }
    if (parts == 1) first = sum;
    EXPECT_NEAR(sum, first, 1e-9);
  }
}

// SSC: 5 years to 80 %, 20 years to 50 % (runCalendarMatrixTest); the last line goes on.
TEST(BatteryWear, CalendarTableAgreesWithSsc) {
  const std::vector<CalendarPoint> table = {
      {Duration(), 1}, {3650.0 * day, 0.8}, {7300.0 * day, 0.5}};
  EXPECT_NEAR(calendar_capacity(table, 20.79 * day), 0.9989, 1e-4);
  EXPECT_NEAR(calendar_capacity(table, 8333.29 * day), 0.4151, 1e-4);
}

TEST(BatteryWear, CalendarLawDoesNotDependOnTheStep) {
  const auto loss = [](Duration step) {
    CalendarWear wear{CalendarLaw{}};
    for (Duration age; age < 1000.0 * day; age += step) wear.add(step, celsius(25), 0.5);
    return wear.loss();
  };
  EXPECT_NEAR(loss(1.0 * day) / loss(250.0 * day), 1, 1e-9);
  EXPECT_NEAR(loss(hour) / loss(1.0 * day), 1, 1e-9);
  EXPECT_NEAR(loss(1.0 * day), CalendarLaw{}.rate(celsius(25), 0.5) * std::sqrt(1000.0), 1e-9);
}

// SSC's explicit steps come out 0.2 % higher after 1000 hours.
TEST(BatteryWear, ExplicitStepsComeNearTheExactLaw) {
  CalendarWear exact{CalendarLaw{}};
  CalendarWear steps(CalendarLaw{}, true);
  for (int i = 0; i < 1000; ++i) {
    exact.add(hour, celsius(20), 0.9);
    steps.add(hour, celsius(20), 0.9);
  }
  EXPECT_NEAR(steps.loss() / exact.loss(), 1, 0.003);
  EXPECT_GT(steps.loss(), exact.loss());
}

TEST(BatteryWear, HotAndFullCellsAgeFaster) {
  const CalendarLaw law;
  EXPECT_GT(law.rate(celsius(35), 0.5), 1.5 * law.rate(celsius(25), 0.5));
  EXPECT_GT(law.rate(celsius(25), 1.0), law.rate(celsius(25), 0.5));
}

// SSC lib_battery_lifetime_nmc_test.cpp StorageDays: 25 C, half full; stated within 0.5 %.
TEST(NmcLife, StorageAgreesWithSsc) {
  NmcLife life;
  int days = 0;
  const int at[] = {0, 10, 50, 500, 5000};
  const double expected[] = {1.065, 1.036, 1.023, 0.9807, 0.8461};
  for (int i = 0; i < 5; ++i) {
    while (days <= at[i]) {
      for (int h = 0; h < 24; ++h) life.add(hour, 0.5, 0.5, celsius(25));
      ++days;
    }
    EXPECT_NEAR(life.by_lithium(), expected[i], 0.005) << at[i] << " days";
  }
}

TEST(NmcLife, AgesAlikeInHoursAndInMinutes) {
  const auto capacity = [](double hours) {
    NmcLife life;
    double depth = 0.1;
    for (double t = 0; t < 24 * 60 - 1e-9; t += hours) {
      const double rate = std::fmod(t + 1e-9, 24.0) < 12 ? 0.05 : -0.05;
      life.add(hours * hour, depth, depth + rate * hours, celsius(30));
      depth += rate * hours;
    }
    return life.capacity();
  };
  EXPECT_NEAR(capacity(0.25) / capacity(1.0), 1, 1e-3);
  EXPECT_LT(capacity(1.0), 1.07);
}

// SSC lib_battery_test.cpp updateTemperatureTest, to two decimals.
TEST(CellHeat, LumpedBlockAgreesWithSsc) {
  const CellBlock block{507.0 * 1004.0 * HeatCapacity(1), 2.0184 * 20.0 * Conductance(1)};
  const CapacityPoint curve[] = {
      {celsius(-10), 0.6}, {celsius(0), 0.8}, {celsius(25), 1}, {celsius(40), 1}};
  const double room[] = {16.85, 16.85, 21.85, 21.85, 16.85, -3.15, -3.15};
  const double amperes[] = {50, -50, 50, 10, 10, 10, 100};
  const double mean[] = {16.86, 16.87, 17.51, 18.58, 18.76, 15.69, 11.01};
  const double share[] = {93.49, 93.49, 94.02, 94.88, 95.0, 92.55, 88.8};
  Temperature cells = celsius(16.85);
  for (int i = 0; i < 7; ++i) {
    const Power warmth = amperes[i] * amperes[i] * 0.0002 * watt;
    const BlockStep step = block_step(block, cells, celsius(room[i]), warmth, hour);
    EXPECT_NEAR(step.mean.in_celsius(), mean[i], 0.02);
    EXPECT_NEAR(100 * capacity_share(curve, step.mean), share[i], 0.02);
    cells = step.end;
  }
}

TEST(CellHeat, ColderThanTheCurveGivesLessStill) {
  const CapacityPoint curve[] = {{celsius(-10), 0.6}, {celsius(0), 0.8}, {celsius(25), 1}};
  EXPECT_NEAR(capacity_share(curve, celsius(-20)), 0.4, 1e-12);
  EXPECT_DOUBLE_EQ(capacity_share(curve, celsius(-60)), 0.0);
  EXPECT_DOUBLE_EQ(capacity_share(curve, celsius(50)), 1.0);
}

TEST(CellHeat, OneLongStepIsManyShortOnes) {
  const CellBlock block{HeatCapacity(5e5), Conductance(40)};
  const BlockStep once = block_step(block, celsius(5), celsius(30), 100.0 * watt, 4.0 * hour);
  Temperature cells = celsius(5);
  double sum = 0;
  for (int i = 0; i < 240; ++i) {
    const BlockStep part = block_step(block, cells, celsius(30), 100.0 * watt, minute);
    cells = part.end;
    sum += part.mean.in_celsius() / 240;
  }
  EXPECT_NEAR(cells.in_celsius(), once.end.in_celsius(), 1e-9);
  EXPECT_NEAR(sum, once.mean.in_celsius(), 1e-9);
}

}  // namespace
}  // namespace islet
