// Goal: batch work that waits for the sun keeps each day's sum, its window and its limit.
#include <numeric>

#include <gtest/gtest.h>

#include "plan/site_plant.h"

namespace islet {
namespace {

/// 100 W from `from` to `until` each day, at most 400 W while it runs.
SiteLoads batch_from(int from, int until) {
  SiteLoads loads;
  std::vector<Power> hourly(hours_per_year);
  for (int index = 0; index < hours_per_year; ++index) {
    const int at = index % 24;
    const bool open = from < until ? at >= from && at < until : at >= from || at < until;
    if (open) hourly[static_cast<std::size_t>(index)] = 100 * watt;
  }
  loads.hourly.push_back(std::move(hourly));
  Load load;
  load.name = "batch";
  load.demand = loads.hourly.front();
  loads.loads.push_back(load);
  loads.workload.push_back(0);
  loads.movable.push_back({0, from, 400 * watt});
  return loads;
}

/// Sun from 6 to 18, most at noon; none on day 3.
std::vector<double> sun() {
  std::vector<double> yield(hours_per_year);
  for (int index = 0; index < hours_per_year; ++index) {
    const int at = index % 24;
    if (index / 24 != 3 && at > 6 && at < 18) {
      yield[static_cast<std::size_t>(index)] = at <= 12 ? at - 6 : 18 - at;
    }
  }
  return yield;
}

double sum_w(const std::vector<Power>& hourly, int from) {
  double sum = 0;
  for (int at = from; at < from + 24; ++at) sum += hourly[static_cast<std::size_t>(at)] / watt;
  return sum;
}

TEST(MovedWork, StandsUnderTheSunAndKeepsTheDaysSum) {
  const SiteLoads before = batch_from(0, 24);
  const SiteLoads after = moved_to_sun(before, sun());
  for (int day_index = 0; day_index < 365; ++day_index) {
    EXPECT_NEAR(sum_w(after.hourly[0], 24 * day_index), 2400, 1e-6) << day_index;
  }
  EXPECT_EQ(after.hourly[0][0], Power());
  EXPECT_EQ(after.hourly[0][12], 400 * watt);
  EXPECT_GT(after.hourly[0][8], Power());
  EXPECT_LT(after.hourly[0][8], after.hourly[0][11]);
  // What others see of the load is what was moved.
  EXPECT_EQ(after.loads[0].demand.data(), after.hourly[0].data());
}

TEST(MovedWork, ADayWithoutSunStaysAsItWas) {
  const SiteLoads after = moved_to_sun(batch_from(0, 24), sun());
  for (int at = 3 * 24; at < 4 * 24; ++at) {
    EXPECT_EQ(after.hourly[0][static_cast<std::size_t>(at)], 100 * watt);
  }
}

TEST(MovedWork, AWindowAtNightStaysAsItWas) {
  const SiteLoads before = batch_from(20, 5);
  EXPECT_EQ(moved_to_sun(before, sun()).hourly, before.hourly);
}

TEST(MovedWork, WorkThatFillsTheDayDoesNotFitUnderTheSun) {
  SiteLoads full = batch_from(0, 24);
  full.movable.front().most = 150 * watt;  // 11 sunny hours do not hold 2.4 kWh
  EXPECT_EQ(moved_to_sun(full, sun()).hourly, full.hourly);
}

}  // namespace
}  // namespace islet
