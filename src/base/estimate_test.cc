// Goal: ranges and evidence survive arithmetic.
#include "base/estimate.h"

#include <gtest/gtest.h>

#include "base/quantity.h"

namespace islet {
namespace {

TEST(Estimate, IndependentRangesAddInQuadrature) {
  const Estimate<Power> three{100 * watt, 97 * watt, 103 * watt, 0.9, Grade::b, "a"};
  const Estimate<Power> four{50 * watt, 46 * watt, 54 * watt, 0.9, Grade::c, "b"};
  const auto total = sum(three, four, "a + b");
  EXPECT_DOUBLE_EQ(total.value / watt, 150.0);
  EXPECT_DOUBLE_EQ(total.low / watt, 145.0);
  EXPECT_DOUBLE_EQ(total.high / watt, 155.0);
}

TEST(Estimate, AChainIsAsStrongAsItsWeakestLink) {
  EXPECT_EQ(weaker(Grade::a, Grade::c), Grade::c);
  EXPECT_EQ(letter(weaker(Grade::d, Grade::b)), 'D');
  const auto total = sum(exactly(1.0, Grade::a, "x"), exactly(2.0, Grade::d, "y"), "x + y");
  EXPECT_EQ(total.grade, Grade::d);
}

TEST(Estimate, FactorRangeIsSymmetricOnTheLogScale) {
  const auto time = within_factor(10 * second, 1.25, Grade::c, "roofline");
  EXPECT_DOUBLE_EQ(time.low / second, 8.0);
  EXPECT_DOUBLE_EQ(time.high / second, 12.5);
}

}  // namespace
}  // namespace islet
