// Goal: figures stand as an engineer would write them.
#include "report/figure_text.h"

#include <limits>

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(FigureText, CountsStandInFullUntilNobodyReadsThem) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(12.4), "12");
  EXPECT_EQ(count_text(1840), "1840");
  EXPECT_EQ(count_text(43002), "43 002");
  EXPECT_EQ(count_text(401945504), "401 945 504");
  EXPECT_EQ(count_text(999999999), "999 999 999");
  EXPECT_EQ(count_text(1e9), "1e9");
  EXPECT_EQ(count_text(40'965'703'965.0), "4.1e10");
  EXPECT_EQ(count_text(9.14918517387141e17), "9.15e17");
  EXPECT_EQ(count_text(9.9999e14), "1e15");
  EXPECT_EQ(count_text(-2.5e100), "-2.5e100");
  EXPECT_EQ(count_text(std::numeric_limits<double>::infinity()), "none");
}

TEST(FigureText, ADifferenceOfCentsIsNone) {
  EXPECT_EQ(difference_text(100 * dollar, 520 * dollar), "+420");
  EXPECT_EQ(difference_text(100 * dollar, 99.4 * dollar), "-0.6");
  EXPECT_EQ(difference_text(100 * dollar, 99.9997 * dollar), "0");
  EXPECT_EQ(difference_text(100 * dollar, 100 * dollar), "0");
}

}  // namespace
}  // namespace islet
