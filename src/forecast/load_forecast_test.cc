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

/// Requests that come by chance at rates of the hour, each with the same energy, beside a draw that
/// is always there: the loads of small sites, on which no weight of the forecast was fitted.
struct Site {
  const char* name;
  double standing;  ///< W
  double request;   ///< W for an hour
  double by_day;    ///< requests an hour
  double by_night;
  int first_hour, last_hour;
  int workdays;
};
constexpr Site sites[] = {{"clinic", 20, 2, 60, 1, 7, 17, 6},
                          {"camp of two shifts", 300, 10, 12, 8, 6, 22, 7},
                          {"ward round", 5, 40, 1.5, 0.2, 8, 18, 5},
                          {"always alike", 50, 1, 30, 30, 0, 24, 7}};

double poisson(double mean, RandomStream& random) {
  const double end = std::exp(-mean);
  double count = -1;
  for (double product = 1; product > end; product *= random.uniform()) ++count;
  return count;
}

double load_of(const Site& site, CalendarHour at, RandomStream& random) {
  const bool is_day = at.of_week() < 24 * site.workdays && at.of_day() >= site.first_hour &&
                      at.of_day() < site.last_hour;
  return site.standing + site.request * poisson(is_day ? site.by_day : site.by_night, random);
}

TEST(LoadForecast, AnHourAheadItBeatsPersistenceFromTheFirstWeekOn) {
  for (const Site& site : sites) {
    for (const int weeks : {1, 4}) {
      double skill = 0;
      constexpr int seeds = 6;
      for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        LoadForecast load(site.standing);
        RandomStream random(seed);
        for (int i = 0; i < weeks * hours_of_week; ++i) {
          const CalendarHour at{monday + i};
          load.saw({at, load_of(site, at, random)});
        }
        const auto score = load.score().lead_score(0);
        ASSERT_TRUE(score);
        skill += score->skill / seeds;
      }
      // What comes three times in two hours is mostly chance: there is little to know.
      const double least = site.by_day < 2 ? 0 : weeks == 1 ? 0.05 : 0.15;
      EXPECT_GT(skill, least) << site.name << ", " << weeks << " weeks";
    }
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
