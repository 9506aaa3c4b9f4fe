// Goal: a live site raises an alarm in the window in which an answer comes too late or the jitter
// grows too great, and counts nothing that had no answer.
#include "live/tail_watch.h"

#include <gtest/gtest.h>

#include "net/json.h"

namespace islet {
namespace {

constexpr ModelId watched{3};

class Tails : public ::testing::Test {
 protected:
  Tails() { watch_.watch({{watched, "detector", limits()}}); }
  static TailLimits limits() { return {10.0 * second, 100.0 * millisecond, 1.0 * millisecond}; }
  static Instant at(double ms) { return after(Instant(), ms * millisecond); }

  void arrives(std::uint64_t id, double ms, ModelId model = watched) {
    Request request;
    request.id = RequestId{id};
    request.model = model;
    watch_.saw(at(ms), RequestArrives{request}, {});
  }
  void done(std::uint64_t id, double ms) { watch_.saw(at(ms), RequestDone{RequestId{id}}, {}); }
  TailStanding standing() const { return watch_.standings().front(); }

  TailWatch watch_;
};

TEST_F(Tails, SteadyAnswersRaiseNothing) {
  for (std::uint64_t i = 0; i < 300; ++i) {
    arrives(i, 100.0 * static_cast<double>(i));
    done(i, 100.0 * static_cast<double>(i) + 20);
  }
  EXPECT_EQ(standing().report.windows, 3);
  EXPECT_EQ(standing().report.alarms, 0);
  EXPECT_NEAR(standing().window.p99 / millisecond, 20, 0.5);
}

// A change of 32 ms moves the jitter of RFC 3550 by a sixteenth: 2 ms.
TEST_F(Tails, JitterRaisesAnAlarmInItsWindow) {
  arrives(1, 0);
  done(1, 20);
  arrives(2, 100);
  done(2, 152);
  EXPECT_EQ(standing().report.alarms, 1);
  EXPECT_NEAR(standing().report.jitter / millisecond, 2, 1e-6);
  EXPECT_FALSE(standing().report.first.front().is_miss);
}

TEST_F(Tails, AnAnswerThatIsLateOrNeverCameIsAMiss) {
  arrives(1, 0);
  done(1, 140);
  arrives(2, 200);
  const Decision ended = End{RequestId{2}, Reason::deadline_passed};
  watch_.saw(at(320), Tick{}, {&ended, 1});
  EXPECT_EQ(standing().report.misses, 2);
  EXPECT_EQ(standing().report.alarms, 1);
}

TEST_F(Tails, WhatWasRefusedOrCancelledOrIsOfAnotherModelHasNoResponse) {
  arrives(1, 0);
  const Decision refused = Reject{RequestId{1}, Reason::queue_full, {}};
  watch_.saw(at(500), Tick{}, {&refused, 1});
  arrives(2, 0);
  const Decision cancelled = End{RequestId{2}, Reason::cancelled};
  watch_.saw(at(500), Tick{}, {&cancelled, 1});
  arrives(3, 0, ModelId{4});
  done(3, 500);
  EXPECT_EQ(standing().report.windows, 0);
}

TEST_F(Tails, AReloadKeepsTheFiguresOfWhatStaysAsItWas) {
  arrives(1, 0);
  done(1, 140);
  watch_.watch({{ModelId{7}, "detector", limits()}, {ModelId{8}, "other", limits()}});
  EXPECT_EQ(watch_.standings()[0].report.misses, 1);
  EXPECT_EQ(watch_.standings()[1].report.windows, 0);
  EXPECT_TRUE(read_json(tails_json(watch_.standings())));
}

}  // namespace
}  // namespace islet
