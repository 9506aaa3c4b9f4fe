// Goal: watts add up from board to wall, and idle draw is shared out.
#include "perf/power.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(BoardPower, GoesFromIdleToLimit) {
  const Power idle = 60 * watt;
  const Power limit = 400 * watt;
  EXPECT_EQ(board_power(idle, limit, {}), idle);
  EXPECT_EQ(board_power(idle, limit, {.compute = 1, .memory = 1}), limit);
  EXPECT_NEAR(board_power(idle, limit, {.compute = 0, .memory = 1}) / watt, 264, 1e-9);
}

TEST(WallPower, IsBoardsAndHostThroughTheSupply) {
  const NodePower node{144 * watt, 500 * watt, 60 * watt, 120 * watt, 0.92};
  EXPECT_NEAR(wall_power(node, 0) / watt, 204 / 0.92, 1e-9);
  EXPECT_NEAR(wall_power(node, 1) / watt, 620 / 0.92, 1e-9);
  EXPECT_NEAR(wall_power(node, 0.25) / watt, (204 + 0.25 * 416) / 0.92, 1e-9);
  EXPECT_EQ(wall_power(node, 7), wall_power(node, 1));
}

TEST(Energy, OfAnItemHoldsItsShareOfIdleDraw) {
  const NodePower node{13 * watt, 60 * watt, 20 * watt, 30 * watt, 0.9};
  const Duration each = 0.01 * second;
  const Frequency rate = 10 * hertz;
  const Energy whole = energy_per_item(wall_power(node, each * rate), rate);
  const Energy more = marginal_energy_per_item(node, each);
  EXPECT_NEAR((whole - more) / joule, wall_power(node, 0) / watt / 10, 1e-9);
  EXPECT_NEAR(energy_per_token(100 * watt, 50 * token / second) * token / joule, 2.0, 1e-12);
}

}  // namespace
}  // namespace islet
