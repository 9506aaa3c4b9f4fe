// Goal: a load is foretold by hour and weekday from its own history, with quantiles that hold,
// better than by saying that it stays as it is; what it has seen is all it goes by.
#include "forecast/load_forecast.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"

namespace islet {
namespace {

/// Busy by day on workdays, with scatter.
double office(CalendarHour at, RandomStream& random) {
  const bool is_workday = at.of_week() < 5 * 24;
  const bool is_day = at.of_day() >= 8 && at.of_day() < 18;
  const double usual = is_workday && is_day ? 400 : 100;
  return usual * (0.9 + 0.2 * random.uniform());
}

constexpr std::int64_t monday = 17'532 * 24;

LoadForecast lived(int hours, std::uint64_t seed = 1) {
  LoadForecast load(50);
  RandomStream random(seed);
  for (int i = 0; i < hours; ++i) {
    const CalendarHour at{monday + i};
    load.saw({at, office(at, random)});
  }
  return load;
}

TEST(LoadForecast, BeginsWithWhatItIsTold) {
  const LoadForecast load(50);
  EXPECT_NEAR(load.expected({monday}).middle, 50, 1e-9);
}

TEST(LoadForecast, KnowsTheHourAfterADayAndTheWeekdayAfterSomeWeeks) {
  const LoadForecast first_day = lived(24);
  // One day counts no more than the mean of all hours.
  EXPECT_NEAR(first_day.expected({monday + 24 + 12}).middle, 400, 130);
  EXPECT_NEAR(first_day.expected({monday + 24 + 3}).middle, 100, 90);
  const LoadForecast weeks = lived(3 * hours_of_week);
  const std::int64_t next = monday + 3 * hours_of_week;
  EXPECT_NEAR(weeks.expected({next + 12}).middle, 400, 60);
  const LoadForecast to_weekend = lived(3 * hours_of_week + 5 * 24);
  EXPECT_LT(to_weekend.expected({next + 5 * 24 + 12}).middle, 190);
}

TEST(LoadForecast, ItsQuantilesHoldAndItBeatsPersistence) {
  const LoadForecast load = lived(6 * hours_of_week);
  for (std::size_t i = 0; i < ForecastScore::leads.size(); ++i) {
    const auto score = load.score().lead_score(i);
    ASSERT_TRUE(score);
    EXPECT_GT(score->skill, 0.2) << score->lead;
    EXPECT_GT(score->inside, 0.65) << score->lead;
    EXPECT_LT(score->inside, 0.95) << score->lead;
    EXPECT_LT(score->pinball, score->error);
  }
}

TEST(LoadForecast, TheSameHistoryGivesTheSameForecast) {
  const LoadForecast one = lived(500);
  const LoadForecast two = lived(500);
  for (int ahead = 1; ahead < 36; ++ahead) {
    EXPECT_EQ(one.expected({monday + 499 + ahead}).high, two.expected({monday + 499 + ahead}).high);
  }
}

TEST(LoadForecast, ItIsNeverNegativeAndItsQuantilesAreInOrder) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    LoadForecast load(10);
    RandomStream random(seed);
    for (int i = 0; i < 200; ++i) {
      if (random.uniform() < 0.2) continue;  // hours are missing
      load.saw({{monday + i}, std::exp(random.uniform(-8, 8))});
      for (int ahead = 1; ahead <= 36; ahead += 7) {
        const ForecastRange said = load.expected({monday + i + ahead});
        ASSERT_GE(said.low, 0) << seed;
        ASSERT_LE(said.low, said.middle) << seed;
        ASSERT_LE(said.middle, said.high) << seed;
      }
    }
  }
}

}  // namespace
}  // namespace islet
