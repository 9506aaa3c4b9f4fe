// Goal: a set that does not come when it is wanted is not counted on, and is again once it has run.
#include "live/set_watch.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

Instant at(Duration since) { return after(Instant(), since); }

// Three cranks of 10 s and two rests as long, a second until the loss is believed and one of the
// switch: twice 52 s.
TEST(SetWatch, WaitsTwiceAsLongAsAllCranksTake) {
  EXPECT_DOUBLE_EQ(set_patience(Generator()) / second, 104);
}

TEST(SetWatch, IsOutOnceItWasWantedForLongerThanItsPatience) {
  SetWatch set(2.0 * minute);
  set.follow(at(Duration()), true, false);
  set.follow(at(2.0 * minute), true, false);
  EXPECT_FALSE(set.is_out());
  set.follow(at(121.0 * second), true, false);
  EXPECT_TRUE(set.is_out());
  EXPECT_EQ(set.out_since(), at(121.0 * second));
}

TEST(SetWatch, CountsTheTimeOfOneWishOnly) {
  SetWatch set(2.0 * minute);
  set.follow(at(Duration()), true, false);
  set.follow(at(1.0 * minute), false, false);
  set.follow(at(2.0 * minute), true, false);
  set.follow(at(3.0 * minute), true, false);
  EXPECT_FALSE(set.is_out());
}

// A day without a wish proves nothing; a run, such as a test after the repair, does.
TEST(SetWatch, StaysOutUntilItHasRun) {
  SetWatch set(2.0 * minute);
  set.follow(at(Duration()), true, false);
  set.follow(at(3.0 * minute), true, false);
  set.follow(at(24.0 * hour), false, false);
  EXPECT_TRUE(set.is_out());
  set.follow(at(25.0 * hour), false, true);
  EXPECT_FALSE(set.is_out());
  EXPECT_EQ(set.out_since(), never);
}

TEST(SetWatch, LearnsNothingFromASilentMeter) {
  SetWatch set(2.0 * minute);
  set.follow(at(Duration()), true, {});
  set.follow(at(1.0 * hour), true, {});
  EXPECT_FALSE(set.is_out());
  set.follow(at(2.0 * hour), true, false);
  set.follow(at(3.0 * hour), true, false);
  set.follow(at(4.0 * hour), true, {});
  EXPECT_TRUE(set.is_out());
}

}  // namespace
}  // namespace islet
