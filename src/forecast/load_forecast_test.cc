// Goal: a load is foretold by hour and weekday from its own history, with quantiles that hold,
// better than by saying that it stays as it is; what it has seen is all it goes by.
#include "forecast/load_forecast.h"

#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <string>

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
  EXPECT_NEAR(first_day.expected({monday + 24 + 12}).middle, 400, 50);
  EXPECT_NEAR(first_day.expected({monday + 24 + 3}).middle, 100, 25);
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

/// An hour and a day ahead, mean of some seeds.
std::array<double, 2> skill_of(const Site& site, int weeks) {
  std::array<double, 2> skill{};
  constexpr int seeds = 4;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    LoadForecast load(site.standing);
    RandomStream random(seed);
    for (int i = 0; i < weeks * hours_of_week; ++i) {
      const CalendarHour at{monday + i};
      load.saw({at, load_of(site, at, random)});
    }
    for (std::size_t lead = 0; lead < skill.size(); ++lead) {
      const auto score = load.score().lead_score(lead);
      EXPECT_TRUE(score);
      skill.at(lead) += score ? score->skill / seeds : 0;
    }
  }
  return skill;
}

TEST(LoadForecast, AnHourAndADayAheadItBeatsPersistenceFromTheFirstWeekOn) {
  for (const Site& site : sites) {
    const auto [hour_first, day_first] = skill_of(site, 1);
    const auto [hour_later, day_later] = skill_of(site, 4);
    // What comes three times in two hours is mostly chance: there is little to know.
    const bool is_chance = site.by_day < 2;
    EXPECT_GT(hour_first, is_chance ? 0 : 0.1) << site.name;
    EXPECT_GT(hour_later, is_chance ? 0.1 : 0.2) << site.name;
    // A first week has six days to know, and one Sunday that nobody could know of.
    EXPECT_GT(day_first, 0.02) << site.name;
    EXPECT_GT(day_later, 0.18) << site.name;
  }
}

TEST(LoadForecast, AFirstWeekOfAnOfficeCostsNoMoreThanItsWeekend) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto first = lived(hours_of_week, seed).score().lead_score(1);
    const auto second = lived(2 * hours_of_week, seed).score().lead_score(1);
    ASSERT_TRUE(first && second);
    EXPECT_GT(first->skill, -0.1) << seed;
    EXPECT_GT(second->skill, 0.3) << seed;
  }
}

/// Hours that the forecasts of rehearsed weeks kept, before the way to foretell them was chosen.
TEST(LoadForecast, KeptHoursOfRehearsedWeeksAreForetoldAboutAsWellAsByTheDayBefore) {
  std::ifstream file("tests/data/kept_load_hours.csv");
  std::map<std::string, LoadForecast> loads;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::size_t first = line.find(',');
    const std::size_t second = line.find(',', first + 1);
    ASSERT_NE(second, std::string::npos) << line;
    LoadForecast& load = loads.try_emplace(line.substr(0, first), 300).first->second;
    load.saw({{std::stoll(line.substr(first + 1))}, std::stod(line.substr(second + 1))});
  }
  ASSERT_EQ(loads.size(), 2U);
  for (const auto& [name, load] : loads) {
    const auto hour_ahead = load.score().lead_score(0);
    const auto day_ahead = load.score().lead_score(1);
    ASSERT_TRUE(hour_ahead && day_ahead);
    EXPECT_GT(hour_ahead->skill, 0) << name;
    EXPECT_GT(day_ahead->skill, -0.05) << name;
    EXPECT_GT(day_ahead->inside, 0.65) << name;
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
