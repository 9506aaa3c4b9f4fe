// Goal: what another matches in every respect is left out, of two alike only the second.
#include "plan/unbeaten.h"

#include <functional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace islet {
namespace {

using Pair = std::pair<double, double>;

bool below(const Pair& one, const Pair& other) {
  return one.first <= other.first && one.second <= other.second;
}

TEST(Unbeaten, KeepsTheFrontInItsOrder) {
  const std::vector<Pair> list = {{3, 1}, {2, 2}, {2, 3}, {4, 4}, {1, 3}};
  EXPECT_EQ(unbeaten(list, below), (std::vector<Pair>{{3, 1}, {2, 2}, {1, 3}}));
}

TEST(Unbeaten, OfTwoAlikeKeepsTheFirst) {
  std::vector<Pair> list = {{1, 1}, {2, 0}, {1, 1}};
  EXPECT_EQ(unbeaten(list, below), (std::vector<Pair>{{1, 1}, {2, 0}}));
  const auto alike = [](std::size_t, std::size_t) { return true; };
  EXPECT_FALSE(is_beaten(0, 3, alike));
  EXPECT_TRUE(is_beaten(1, 3, alike));
  EXPECT_TRUE(is_beaten(2, 3, alike));
}

TEST(Unbeaten, ASingleOneStays) {
  EXPECT_EQ(unbeaten(std::vector<int>{7}, std::less<>()).size(), 1U);
}

}  // namespace
}  // namespace islet
