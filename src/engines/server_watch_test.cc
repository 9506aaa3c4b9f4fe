// Goal: a server that says nothing, nor to probes, is lost after the silence that is borne; any
// sign of life keeps it.
#include "engines/server_watch.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

Instant at(double seconds) { return after(Instant(), seconds * second); }

/// Asks every 10 ms as a worker would, with probes that nobody answers: when it is lost.
double lost_after(ServerWatch& watch, bool is_busy) {
  for (int i = 0; i < 10'000; ++i) {
    const Instant now = at(0.01 * i);
    if (watch.wants_probe(now, is_busy)) watch.begin_probe(now);
    if (watch.probe_is_late(now)) watch.miss_probe();
    if (watch.is_lost()) return 0.01 * i;
  }
  return 100;
}

TEST(ServerWatch, IsLostWhenTwoProbesWithinTheSilenceCameToNothing) {
  ServerWatch watch(5.0 * second, at(0));
  EXPECT_NEAR(lost_after(watch, true), 5.0, 0.03);
}

TEST(ServerWatch, IsLookedAfterAlsoWhileNothingIsAskedOfIt) {
  ServerWatch watch(5.0 * second, at(0));
  EXPECT_NEAR(lost_after(watch, false), 9.0, 0.03);
}

TEST(ServerWatch, IsNotAskedWhileItSpeaks) {
  ServerWatch watch(5.0 * second, at(0));
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(watch.wants_probe(at(0.9 * i + 0.8), true));
    watch.hear(at(0.9 * (i + 1)));
  }
}

TEST(ServerWatch, IsKeptByAnySignOfLifeAfterAMissedProbe) {
  ServerWatch watch(5.0 * second, at(0));
  watch.begin_probe(at(1));
  watch.miss_probe();
  EXPECT_TRUE(watch.wants_probe(at(3), true));
  watch.hear(at(3.5));
  watch.miss_probe();
  EXPECT_FALSE(watch.is_lost());
}

TEST(ServerWatch, HasOneProbeUnderWayAtMost) {
  ServerWatch watch(5.0 * second, at(0));
  watch.begin_probe(at(1));
  EXPECT_FALSE(watch.wants_probe(at(2.9), true));
  EXPECT_FALSE(watch.probe_is_late(at(2.9)));
  EXPECT_TRUE(watch.probe_is_late(at(3)));
}

}  // namespace
}  // namespace islet
