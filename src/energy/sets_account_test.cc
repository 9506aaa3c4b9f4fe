// Goal: unequal sets together burn least, and fail as their Markov chain says.
#include "energy/sets_account.h"

#include <gtest/gtest.h>

#include "catalog/weather.h"

namespace islet {
namespace {

Generator set_of(double kw) {
  Generator set;
  set.rated = kw * kilowatt;
  set.fuel = {0.08 * litre / kilowatt_hour, 0.25 * litre / kilowatt_hour};
  return set;
}

TEST(SetsAccount, RunsTheSmallSetAtASmallLoadAndNeverBurnsMoreThanAll) {
  const std::vector<Generator> sets = {set_of(3), set_of(8)};
  const SetsAccount account = sets_account(sets, 2.0 * kilowatt);
  ASSERT_EQ(account.points.size(), 10U);
  EXPECT_GT(account.points[1].choice.output[0], Power());  // 2.2 kW
  EXPECT_EQ(account.points[1].choice.output[1], Power());
  EXPECT_EQ(account.points[5].choice.output[0], Power());  // 6.6 kW: the large one alone
  for (const CommittedPoint& point : account.points) {
    EXPECT_LE(point.choice.fuel / (litre / hour), point.all_running / (litre / hour) + 1e-9);
    Power sum;
    for (const Power output : point.choice.output) sum += output;
    EXPECT_NEAR(sum / kilowatt, point.load / kilowatt, 1e-9);
  }
}

// One set: lost = 8760 h * repair / (failure + repair); two of which one is enough: that squared.
TEST(SetsAccount, LosesTheLoadAsOftenAsByHand) {
  const double broken = 120.0 / 1220.0;
  const std::vector<Generator> one = {set_of(5)};
  EXPECT_NEAR(sets_account(one, 2.0 * kilowatt).lost / hour, hours_per_year * broken, 1e-6);
  const std::vector<Generator> two = {set_of(5), set_of(4)};
  EXPECT_NEAR(sets_account(two, 2.0 * kilowatt).lost / hour, hours_per_year * broken * broken,
              1e-6);
}

}  // namespace
}  // namespace islet
