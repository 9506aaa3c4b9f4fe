// Goal: after a failed start the classes go in their order, and the safety work keeps the store.
#include "energy/failed_start.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(FailedStart, ClassesGoInTheirOrder) {
  const BridgeStore store{25.0 * kilowatt_hour, 120.0 * kilowatt, 1.0};
  const auto held = failed_start(store, 100.0 * kilowatt, {0.25, 0.25, 0.25, 0.25});
  ASSERT_EQ(held.size(), 4U);
  for (std::size_t c = 1; c < held.size(); ++c) EXPECT_LE(held[c].held, held[c - 1].held);
  EXPECT_GT(held[2].held, held[3].held);
  EXPECT_GT(held[0].held, held[1].held);
  // By hand: low goes at once; a quarter of 25 kWh at 75 kW is 5 min; a quarter at 50 kW 7.5 min;
  // the last half at 25 kW 30 min.
  EXPECT_NEAR(held[2].held / minute, 5.0, 0.4);
  EXPECT_NEAR(held[1].held / minute, 12.5, 0.4);
  EXPECT_NEAR(held[0].held / minute, 42.5, 0.4);
}

TEST(FailedStart, SafetyWorkAloneHasTheWholeStore) {
  const BridgeStore store{25.0 * kilowatt_hour, 120.0 * kilowatt, 0.95};
  const auto held = failed_start(store, 100.0 * kilowatt, {1, 0, 0, 0});
  EXPECT_NEAR(held[0].held / minute, 15.0 * 0.95, 0.2);
}

TEST(FailedStart, AnEmptyStoreHoldsNothing) {
  const auto held = failed_start({}, 1.0 * kilowatt, {0.25, 0.25, 0.25, 0.25});
  EXPECT_LE(held[0].held, 10.0 * second);
}

}  // namespace
}  // namespace islet
