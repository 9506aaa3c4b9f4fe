// Goal: the seconds of a generator's start come out by hand, and the store is proven to last or
// not.
#include "energy/bridging.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

SetStart set_of(double rated_kw) {
  SetStart set;
  set.rated = rated_kw * kilowatt;
  return set;
}

// Notice 1 s, three cranks of 10 s with two rests of 10 s, transfer 1 s: 52 s at full load.
TEST(Bridging, ThreeCranksTakeTheirTime) {
  const BridgeStore store{1.0 * kilowatt_hour, 20.0 * kilowatt, 1.0};
  const Bridge found = bridge(set_of(30), store, 10.0 * kilowatt);
  ASSERT_EQ(found.courses.size(), 3U);
  EXPECT_NEAR(found.courses[0].to_first_load / second, 12, 1e-9);
  EXPECT_NEAR(found.courses[2].to_first_load / second, 52, 1e-9);
  EXPECT_EQ(found.load_steps, 1);
  EXPECT_NEAR(found.courses[2].from_store / (kilowatt * second), 520, 1e-9);
  EXPECT_NEAR(found.hold_time / second, 360, 1e-9);
  EXPECT_NEAR(found.chance_carried, 1 - 1e-6, 1e-12);
  EXPECT_NEAR(found.spare / (kilowatt * second), 3600 - 520, 1e-9);
}

// A gas engine that takes 30 % and then 20 % each 5 s: 27 kW of 30 need four steps.
TEST(Bridging, LoadIsTakenInSteps) {
  SetStart set = set_of(30);
  set.first_step = 0.3;
  set.cranks = 1;
  const Bridge found = bridge(set, {1.0 * kilowatt_hour, 30.0 * kilowatt, 1.0}, 27.0 * kilowatt);
  EXPECT_EQ(found.load_steps, 4);
  EXPECT_NEAR(found.courses[0].to_full_load / second, 12 + 15, 1e-9);
  // 27 kW for 12 s, then 18, 12 and 6 kW for 5 s each.
  EXPECT_NEAR(found.courses[0].from_store / (kilowatt * second), 27 * 12 + 5 * (18 + 12 + 6), 1e-9);
}

TEST(Bridging, SaysWhenTheStoreIsTooSmallOrTooWeak) {
  const SetStart set = set_of(30);
  const Bridge weak = bridge(set, {5.0 * kilowatt_hour, 5.0 * kilowatt, 0.95}, 10.0 * kilowatt);
  EXPECT_EQ(weak.hold_time, Duration());
  EXPECT_DOUBLE_EQ(weak.chance_carried, 0.0);
  const BridgeStore small{200.0 * kilowatt * second, 20.0 * kilowatt, 0.95};
  const Bridge once = bridge(set, small, 10.0 * kilowatt);
  EXPECT_TRUE(once.courses[0].lasts);
  EXPECT_FALSE(once.courses[1].lasts);
  EXPECT_NEAR(once.chance_carried, 0.99, 1e-12);
  EXPECT_LT(once.spare, Energy());
}

TEST(Bridging, ASetSmallerThanTheLoadNeverCarriesIt) {
  const Bridge found =
      bridge(set_of(5), {10.0 * kilowatt_hour, 20.0 * kilowatt, 0.95}, 10.0 * kilowatt);
  EXPECT_FALSE(found.set_is_enough);
  EXPECT_DOUBLE_EQ(found.chance_carried, 0.0);
}

// The proof: what is needed just lasts, a hair less does not.
TEST(Bridging, WhatIsNeededJustLasts) {
  SetStart set = set_of(40);
  set.first_step = 0.3;
  set.warm_up = 20.0 * second;
  for (const double load_kw : {1.0, 7.0, 13.0, 39.0}) {
    const Power load = load_kw * kilowatt;
    BridgeStore store{(1 + 1e-9) * store_needed(set, 0.93, load), 40.0 * kilowatt, 0.93};
    EXPECT_TRUE(bridge(set, store, load).courses.back().lasts) << load_kw;
    store.usable = 0.999 * store.usable;
    EXPECT_FALSE(bridge(set, store, load).courses.back().lasts) << load_kw;
  }
}

// Of 50 starts one fails whatever is tried, and of three cranks of the others each in ten.
TEST(Bridging, AStartFailsByItsSetOrByEachOfItsCranks) {
  Generator set;
  set.rated = 30.0 * kilowatt;
  set.start_failure = 0.02;
  SetStart start = start_of(set);
  EXPECT_EQ(start.rated, set.rated);
  start.crank_failure = 0.1;
  EXPECT_NEAR(no_start(start), 0.02 + 0.98 * 0.001, 1e-12);
  const Bridge found = bridge(start, {1.0 * kilowatt_hour, 20.0 * kilowatt, 1.0}, 10.0 * kilowatt);
  EXPECT_NEAR(found.chance_carried, 1 - no_start(start), 1e-12);
  start.cranks = 1;
  EXPECT_NEAR(no_start(start), 0.118, 1e-12);
  EXPECT_NEAR(
      bridge(start, {1.0 * kilowatt_hour, 20.0 * kilowatt, 1.0}, 10.0 * kilowatt).chance_carried,
      0.882, 1e-12);
}

TEST(Bridging, MoreStoreOrMoreCranksNeverCarriesLess) {
  SetStart set = set_of(30);
  set.crank_failure = 0.2;
  double last = 0;
  for (int cranks = 1; cranks <= 5; ++cranks) {
    set.cranks = cranks;
    const double chance =
        bridge(set, {0.3 * kilowatt_hour, 20.0 * kilowatt, 0.95}, 10.0 * kilowatt).chance_carried;
    EXPECT_GE(chance, last);
    last = chance;
  }
}

}  // namespace
}  // namespace islet
