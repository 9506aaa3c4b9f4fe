// Goal: growth is recomputed from endpoints, and growth that cannot be right is told from that.
#include "cost/market_growth.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(MarketGrowth, ReproducesPublishedPairs) {
  struct Case {
    double first, last, years, growth_pct;
  };
  // House figures with their own growth, where the two agree (CK00).
  const Case cases[] = {{106.15, 254.98, 5, 19.2},
                        {10.76, 50.4, 7, 24.7},
                        {42.87, 122.04, 5, 23.3},
                        {1.65, 6.49, 5, 31.5},
                        {46.74, 175.11, 5, 30.2}};
  for (const Case& one : cases) {
    EXPECT_NEAR(100 * annual_growth(one.first, one.last, one.years), one.growth_pct, 0.06);
  }
}

TEST(MarketGrowth, ARangeGrowsLowToLowAndHighToHigh) {
  const GrowthRange growth = growth_between({89, 97}, {255, 378}, 6);
  EXPECT_NEAR(growth.low, 0.192, 0.0005);
  EXPECT_NEAR(growth.high, 0.254, 0.0005);
}

TEST(MarketGrowth, MayDifferByOnePoint) {
  EXPECT_EQ(check_growth(GrowthRange{0.38, 0.38}, GrowthRange{0.3702, 0.3702}), GrowthCheck::ok);
  EXPECT_EQ(check_growth(GrowthRange{0.28, 0.28}, GrowthRange{0.234, 0.234}), GrowthCheck::off);
  EXPECT_EQ(check_growth(GrowthRange{0.21, 0.37}, GrowthRange{0.213, 0.213}), GrowthCheck::ok);
  EXPECT_EQ(check_growth(std::nullopt, GrowthRange{0.1, 0.1}), GrowthCheck::none);
}

TEST(MarketGrowth, AProjectionKeepsTheWidestGrowth) {
  const GrowthRange size = projected({100, 100}, GrowthRange{0.1, 0.2}, GrowthRange{0.15, 0.3}, 2);
  EXPECT_NEAR(size.low, 121, 1e-9);
  EXPECT_NEAR(size.high, 169, 1e-9);
}

}  // namespace
}  // namespace islet
