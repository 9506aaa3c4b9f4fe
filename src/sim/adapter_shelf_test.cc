// Goal: an adapter that is held is ready at once, one that is not takes its load, the one asked for
// least lately goes.
#include "sim/adapter_shelf.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

Instant at_s(double s) { return after(Instant(), s * second); }

TEST(AdapterShelf, LoadsOneAfterTheOther) {
  AdapterShelf shelf(4, 2 * second);
  EXPECT_EQ(shelf.ready(1, at_s(10)), at_s(12));
  EXPECT_EQ(shelf.ready(2, at_s(10)), at_s(14));
  EXPECT_EQ(shelf.ready(1, at_s(11)), at_s(12));  // on its way
  EXPECT_EQ(shelf.ready(1, at_s(20)), at_s(20));
  EXPECT_EQ(shelf.loads(), 2);
}

TEST(AdapterShelf, DropsTheOneAskedForLeastLately) {
  AdapterShelf shelf(2, 1 * second);
  shelf.ready(1, at_s(0));
  shelf.ready(2, at_s(0));
  shelf.ready(1, at_s(5));
  EXPECT_EQ(shelf.ready(3, at_s(6)), at_s(7));
  EXPECT_TRUE(shelf.holds(1));
  EXPECT_FALSE(shelf.holds(2));
  EXPECT_EQ(shelf.ready(2, at_s(8)), at_s(9));
  EXPECT_FALSE(shelf.holds(1));
}

}  // namespace
}  // namespace islet
