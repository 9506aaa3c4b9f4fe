// Goal: a price is old when it is older than twelve months for certain, counted by the calendar.
#include "catalog/calendar_day.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(CalendarDay, ADateThatNamesNoDayMeansUpToItsLast) {
  struct Row {
    const char* date;
    const char* last;
  };
  for (const Row& row : {Row{"2025", "2025-12-31"}, Row{"2024-02", "2024-02-29"},
                         Row{"2023-02", "2023-02-28"}, Row{"2025-06-15", "2025-06-15"}}) {
    ASSERT_TRUE(last_day_of(row.date)) << row.date;
    EXPECT_EQ(last_day_of(row.date)->text(), row.last);
  }
}

TEST(CalendarDay, WhatIsNoDateIsNone) {
  for (const char* text : {"", "25", "2025-13", "2025-00", "2025-02-29", "2025-6", "2025/06",
                           "1989", "2101", "2025-06-1", "2025-06-15T", "-025", "20 5", "2025-+1"}) {
    EXPECT_FALSE(last_day_of(text)) << text;
  }
}

TEST(CalendarDay, MonthsAreCountedWhole) {
  EXPECT_EQ(whole_months({2025, 12, 31}, {2026, 11, 21}), 10);
  EXPECT_EQ(whole_months({2025, 11, 21}, {2026, 11, 21}), 12);
  EXPECT_EQ(whole_months({2025, 11, 22}, {2026, 11, 21}), 11);
  EXPECT_EQ(whole_months({2025, 1, 31}, {2025, 2, 28}), 1);
  EXPECT_EQ(whole_months({2026, 11, 21}, {2025, 1, 1}), 0);
}

TEST(CalendarDay, APriceIsOldWhenItIsOlderThanTwelveMonthsForCertain) {
  const CalendarDay edition{2026, 11, 21};
  EXPECT_TRUE(is_old_price("2024", edition));
  EXPECT_TRUE(is_old_price("2025-11-20", edition));
  EXPECT_FALSE(is_old_price("2025-11-21", edition));  // twelve months to the day
  EXPECT_FALSE(is_old_price("2025", edition));        // it may be of December
  EXPECT_FALSE(is_old_price("", edition));
  EXPECT_FALSE(is_old_price("2020", std::nullopt));
  EXPECT_EQ(price_months("2024", edition), 22);
}

}  // namespace
}  // namespace islet
