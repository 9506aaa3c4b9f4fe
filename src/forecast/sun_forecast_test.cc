// Goal: the sun is foretold from a clear sky and how clear it has been, never at night and never
// beyond what panels can give; its quantiles hold and it beats persistence.
#include "forecast/sun_forecast.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"

namespace islet {
namespace {

double arc(int hour_of_day) {
  return 1000 * std::max(0.0, std::sin((hour_of_day - 6) * M_PI / 12));
}

/// Clear and dull days; two in ten are as the day before. (Where four are, to say "as yesterday" is
/// as good in the median as anything.)
std::vector<double> year_of_spells(std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<double> out;
  double clearness = 1;
  for (int at = 0; at < hours_of_year; ++at) {
    if (at % 24 == 0 && random.uniform() < 0.8) {
      clearness = random.uniform() < 0.6 ? random.uniform(0.85, 1.0) : random.uniform(0.2, 0.85);
    }
    out.push_back(arc(at % 24) * clearness * random.uniform(0.9, 1.0));
  }
  return out;
}

const CalendarHour first{17'532 * 24};

TEST(SunForecast, AClearSkyIsWhatTheBestDaysGave) {
  const std::vector<double> planned = year_of_spells(1);
  const SunForecast sun(planned);
  EXPECT_NEAR(sun.clear(first.later(24 * 100 + 12)), 900, 80);
  EXPECT_EQ(sun.clear(first.later(24 * 100 + 2)), 0);
  EXPECT_FALSE(sun.is_day(first.later(2)));
}

TEST(SunForecast, WithoutPanelsThereIsNone) {
  SunForecast sun({});
  sun.begin_at(first);
  sun.saw({first, 0});
  EXPECT_EQ(sun.expected(first.later(12)).high, 0);
}

TEST(SunForecast, ItsQuantilesHoldAndItBeatsPersistence) {
  const std::vector<double> planned = year_of_spells(1);
  const std::vector<double> comes = year_of_spells(2);
  SunForecast sun(planned);
  sun.begin_at(first);
  for (int at = 0; at < 200 * 24; ++at) {
    const CalendarHour now = first.later(at);
    sun.saw({now, comes[static_cast<std::size_t>(at)]});
    for (int ahead = 1; ahead <= 36; ++ahead) {
      const ForecastRange said = sun.expected(now.later(ahead));
      ASSERT_LE(said.low, said.middle);
      ASSERT_LE(said.middle, said.high);
      ASSERT_GE(said.low, 0);
      ASSERT_LE(said.high, 1.1 * sun.clear(now.later(ahead)) + 1e-9);
    }
  }
  for (std::size_t i = 0; i < ForecastScore::leads.size(); ++i) {
    const auto score = sun.score().lead_score(i);
    ASSERT_TRUE(score);
    EXPECT_GT(score->skill, i == 0 ? 0.4 : 0.0) << score->lead;
    // As one value for all three quantiles, persistence loses half of its error.
    EXPECT_LT(score->pinball, 0.4 * score->error / (1 - score->skill)) << score->lead;
    EXPECT_GT(score->inside, 0.6) << score->lead;
    EXPECT_LT(score->inside, 0.97) << score->lead;
  }
}

TEST(SunForecast, ADullMorningLowersTheNextHoursMoreThanTheNextDay) {
  const std::vector<double> planned = year_of_spells(1);
  SunForecast sun(planned);
  sun.begin_at(first);
  for (int at = 0; at < 11; ++at) sun.saw({first.later(at), 0.2 * arc(at)});
  SunForecast bright(planned);
  bright.begin_at(first);
  for (int at = 0; at < 11; ++at) bright.saw({first.later(at), arc(at)});
  const double soon =
      bright.expected(first.later(12)).middle - sun.expected(first.later(12)).middle;
  const double late =
      bright.expected(first.later(36)).middle - sun.expected(first.later(36)).middle;
  EXPECT_GT(soon, 250);
  EXPECT_LT(late, soon);
}

}  // namespace
}  // namespace islet
