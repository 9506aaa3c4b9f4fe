// Goal: what is foretold of an hour follows from the days that had it: none, one, days of its kind,
// a day out of line, hours that are missing; and from the way that did best.
#include "forecast/day_ways.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

constexpr std::int64_t monday = 17'532 * 24;

TEST(DayWays, BeginWithWhatIsUsualAndThenTheLevel) {
  DayWays days(50);
  EXPECT_EQ(days.expected({monday}), 50);
  days.saw({{monday}, 80});
  EXPECT_FALSE(days.knows({monday + 1}));
  EXPECT_EQ(days.expected({monday + 1}), 80);
  EXPECT_TRUE(days.knows({monday + 24}));
}

/// 100 by night, `by_day(day)` from 8 to 18 h.
template <class ByDay>
DayWays lived(int count, ByDay by_day) {
  DayWays days(50);
  for (int hour_index = 0; hour_index < 24 * count; ++hour_index) {
    const int of_day = hour_index % 24;
    const double mean = of_day >= 8 && of_day < 18 ? by_day(hour_index / 24) : 100;
    days.saw({{monday + hour_index}, mean});
  }
  return days;
}

TEST(DayWays, ASecondDayIsTakenToBeAsTheFirst) {
  const DayWays days = lived(1, [](int) { return 400.0; });
  EXPECT_NEAR(days.expected({monday + 24 + 12}), 400, 1);
  EXPECT_NEAR(days.expected({monday + 24 + 3}), 100, 1);
  // The hours beside count in some of the ways.
  EXPECT_GT(days.expected({monday + 24 + 7}), 100);
  EXPECT_LT(days.expected({monday + 24 + 7}), 200);
}

TEST(DayWays, AMondayIsAsWorkdaysAreNotAsTheSundayBefore) {
  const auto office = [](int day) { return day % 7 < 5 ? 400.0 : 100.0; };
  const double first_monday = lived(7, office).expected({monday + 7 * 24 + 12});
  EXPECT_GT(first_monday, 250);
  const double third_monday = lived(21, office).expected({monday + 21 * 24 + 12});
  EXPECT_NEAR(third_monday, 400, 5);
  const double third_saturday = lived(19, office).expected({monday + 19 * 24 + 12});
  EXPECT_NEAR(third_saturday, 100, 20);
}

TEST(DayWays, OneDayOutOfLineIsNotWaitedForAgain) {
  const auto outage = [](int day) { return day == 9 ? 0.0 : 400.0; };
  EXPECT_GT(lived(10, outage).expected({monday + 10 * 24 + 12}), 250);
  EXPECT_GT(lived(12, outage).expected({monday + 12 * 24 + 12}), 380);
}

TEST(DayWays, HoursThatAreMissingAreNotTakenForNothing) {
  DayWays days(50);
  for (int hour_index = 0; hour_index < 5 * 24; ++hour_index) {
    if (hour_index / 24 == 3) continue;  // a day without a meter
    days.saw({{monday + hour_index}, 200});
  }
  EXPECT_NEAR(days.expected({monday + 5 * 24}), 200, 1e-9);
  EXPECT_NEAR(days.level(), 200, 1e-9);
  // Two days ahead of the last one that was seen.
  EXPECT_NEAR(days.expected({monday + 6 * 24 + 5}), 200, 1e-9);
}

}  // namespace
}  // namespace islet
