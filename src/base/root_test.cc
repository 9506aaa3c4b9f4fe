// Goal: a zero between two ends is found to rounding, in few steps, also where the curve is far
// from straight.
#include "base/root.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(Root, IsFoundToRounding) {
  EXPECT_NEAR(root_between([](double x) { return x * x - 2; }, 0, 2), std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(root_between([](double x) { return std::cos(x) - x; }, 0, 1), 0.7390851332151607,
              1e-12);
  // Flat to one end, steep to the other.
  EXPECT_NEAR(root_between([](double x) { return std::exp(x) - 5; }, 0, 10), std::log(5.0), 1e-10);
}

TEST(Root, TakesFewSteps) {
  int calls = 0;
  root_between(
      [&](double x) {
        ++calls;
        return 3 / (1 + x) - x;
      },
      0, 100);
  EXPECT_LE(calls, 16);
}

TEST(Root, LiesAtTheNearerEndWhereNothingIsCrossed) {
  EXPECT_EQ(root_between([](double x) { return x + 1; }, 0, 5), 0);
  EXPECT_EQ(root_between([](double x) { return x - 9; }, 0, 5), 5);
  EXPECT_EQ(root_between([](double x) { return x - 5; }, 0, 5), 5);
  EXPECT_EQ(root_between([](double x) { return x; }, 0, 5), 0);
}

}  // namespace
}  // namespace islet
