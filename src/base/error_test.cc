// Goal: a message names the place, the value read, what would be right, and what to do.
#include "base/error.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(Error, TextNamesPlaceCodeAndHint) {
  const Error error{{"mine.yaml", 12, 9, 7},
                    "`power.battery.size` is -5 kWh, must be above 0 kWh",
                    "Write how much the battery holds, such as `20 kWh`.",
                    "V1",
                    "    size: -5 kWh"};
  EXPECT_EQ(error.text(),
            "mine.yaml:12:9: error[V1]: `power.battery.size` is -5 kWh, must be above 0 kWh\n"
            "  hint: Write how much the battery holds, such as `20 kWh`.");
}

TEST(Error, CaretPointsAtTheValue) {
  const Error error{{"mine.yaml", 12, 11, 6}, "too small", "", "V1", "    size: -5 kWh"};
  EXPECT_EQ(error.text_with_caret(),
            "error[V1]: too small\n"
            "  --> mine.yaml:12:11\n"
            "   |\n"
            "12 |     size: -5 kWh\n"
            "   |           ^^^^^^\n");
}

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> good = 3;
  const Result<int> bad = Error{{}, "no", "", "", ""};
  EXPECT_TRUE(good);
  EXPECT_EQ(*good, 3);
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error().text(), "error: no");
  EXPECT_DEATH((void)bad.value(), "CHECK failed");
}

TEST(Faults, SortByPlaceAndFoldRepeats) {
  Faults faults;
  faults.add({{"a", 9, 1}, "late", "", "", ""});
  faults.add({{"a", 2, 5}, "early", "", "", ""});
  faults.add({{"a", 9, 1}, "late", "", "", ""});
  const auto sorted = faults.sorted();
  ASSERT_EQ(sorted.size(), 2U);
  EXPECT_EQ(sorted[0].what, "early");
  EXPECT_EQ(faults.count(), 3);
}

TEST(Faults, KeepABoundedListButCountAll) {
  Faults faults;
  for (int line = 1; line <= 1000; ++line) faults.add({{"a", line, 1}, "x", "", "", ""});
  EXPECT_EQ(faults.list().size(), static_cast<std::size_t>(Faults::limit));
  EXPECT_EQ(faults.count(), 1000);
}

}  // namespace
}  // namespace islet
