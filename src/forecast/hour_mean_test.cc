// Goal: a figure becomes the mean of each calendar hour, whatever moments it comes at, and hours of
// which too little is known are none.
#include "forecast/hour_mean.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

Instant at(double minutes) { return after(Instant(), minutes * minute); }

TEST(Calendar, KnowsDayWeekAndYear) {
  // 2026-11-21 23:30 was a Saturday, day 324 of the year counted from 0.
  const Calendar calendar(std::int64_t{20'778} * 86'400'000 + 23 * 3'600'000 + 1'800'000);
  const CalendarHour now = calendar.hour_of(Instant());
  EXPECT_EQ(now.of_day(), 23);
  EXPECT_EQ(now.of_week(), 5 * 24 + 23);
  EXPECT_NEAR(now.of_year(), 324 * 24 + 23, 24);
  EXPECT_EQ(calendar.begin_of(now), at(-30));
  EXPECT_EQ(calendar.hour_of(at(30)), now.later(1));
}

TEST(Calendar, ARehearsedDayIsThatOfTheWeatherYear) {
  for (int day_number = 0; day_number < 365; ++day_number) {
    const Calendar calendar = Calendar::of_weather_year(day_number);
    const CalendarHour first = calendar.hour_of(Instant());
    EXPECT_EQ(first.of_year(), 24 * day_number) << day_number;
    EXPECT_EQ(first.of_week(), 24 * (day_number % 7)) << day_number;
  }
}

TEST(HourMean, SplitsAtTheHourAndWeighsByTime) {
  const Calendar calendar;
  HourMean mean;
  EXPECT_FALSE(mean.saw(calendar, at(0), 100));
  EXPECT_FALSE(mean.saw(calendar, at(30), 300));
  const auto over = mean.saw(calendar, at(70), 500);
  ASSERT_TRUE(over);
  EXPECT_EQ(over->at, CalendarHour{0});
  EXPECT_NEAR(over->mean, 200, 1e-9);
  const auto next = mean.saw(calendar, at(120), 500);
  ASSERT_TRUE(next);
  EXPECT_NEAR(next->mean, (10 * 300 + 50 * 500) / 60.0, 1e-9);
}

TEST(HourMean, AnHourThatIsHalfUnknownIsNone) {
  const Calendar calendar;
  HourMean mean;
  mean.saw(calendar, at(0), 100);
  mean.saw(calendar, at(20), std::nullopt);
  EXPECT_FALSE(mean.saw(calendar, at(60), 100));
  EXPECT_TRUE(mean.saw(calendar, at(120), 100));
}

}  // namespace
}  // namespace islet
