// Goal: the nearest word is found, and figures read well.
#include "base/text.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(EditDistance, CountsSwapsAsOne) {
  EXPECT_EQ(edit_distance("batery", "battery"), 1);
  EXPECT_EQ(edit_distance("slor", "solar"), 2);
  EXPECT_EQ(edit_distance("sloar", "solar"), 1);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("same", "same"), 0);
}

TEST(Closest, FindsTheMeantWordAndNoOther) {
  const std::vector<std::string> keys = {"battery", "solar", "generator"};
  EXPECT_EQ(closest("Batery", keys), "battery");
  EXPECT_EQ(closest("tank", keys), std::nullopt);
}

TEST(Significant, ReadsWellAtEverySize) {
  EXPECT_EQ(significant(41382), "41 400");
  EXPECT_EQ(significant(7.2), "7.2");
  EXPECT_EQ(significant(0.03124), "0.0312");
  EXPECT_EQ(significant(-1234567, 4), "-1 235 000");
  EXPECT_EQ(significant(999.6), "1000");
  EXPECT_EQ(significant(0), "0");
  EXPECT_EQ(significant(1.0 / 0.0), "none");
}

TEST(Split, GivesOnePieceMoreThanSeparators) {
  EXPECT_EQ(split("a,b,", ',').size(), 3U);
  EXPECT_EQ(trimmed("  a b \n"), "a b");
}

}  // namespace
}  // namespace islet
