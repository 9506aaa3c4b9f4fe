// Goal: moments read as the calendar has them, before 1970 and on leap days too.
#include "net/utc_text.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(UtcText, ReadsAsTheCalendarHasIt) {
  EXPECT_EQ(utc_date(WallTime{0}), "1970-01-01");
  EXPECT_EQ(utc_minute(WallTime{0}), "1970-01-01 00:00 UTC");
  EXPECT_EQ(utc_minute(WallTime{1'709'251'199'999}), "2024-02-29 23:59 UTC");
  EXPECT_EQ(utc_date(WallTime{1'709'251'200'000}), "2024-03-01");
  EXPECT_EQ(utc_minute(WallTime{-1}), "1969-12-31 23:59 UTC");
}

}  // namespace
}  // namespace islet
