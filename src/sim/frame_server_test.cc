// Goal: frames counted by whole periods are those stepped one by one, to the last frame.
#include "sim/frame_server.h"

#include <utility>

#include <gtest/gtest.h>

namespace islet {
namespace {

FrameLane lane_of(double rate, int cameras, double batch_ms) {
  FrameLane lane;
  lane.period = second / rate;
  for (int i = 0; i < cameras; ++i) {
    lane.phases.push_back((0.37 * i - static_cast<int>(0.37 * i)) * lane.period);
  }
  std::sort(lane.phases.begin(), lane.phases.end());
  for (int n = 1; n <= 4; ++n) {
    lane.batch.push_back({(0.5 + 0.5 * n) * batch_ms * millisecond,
                          (0.4 + 0.5 * n) * batch_ms * millisecond, (10.0 + n) * watt});
  }
  lane.limit = 30 * millisecond;
  return lane;
}

struct Day {
  FrameTally tally;
  std::int64_t stepped = 0;
  double p99 = 0;
  double energy_j = 0;
  double busy_s = 0;
};

/// A day in which other work holds the device now and then, and the rate changes at noon.
Day day_of(const std::vector<FrameLane>& lanes, bool closed_form) {
  PowerBuckets draws;
  draws.start(after(Instant(), 2 * day));
  FrameServer frames(draws);
  for (std::size_t i = 0; i < lanes.size(); ++i) frames.set_lane(i, lanes[i], Instant());
  for (int at = 0; at < 24 * 60; at += 7) {
    const Instant now = after(Instant(), at * minute);
    frames.run(now, closed_form);
    const Instant begin = frames.serve_waiting(now);
    frames.busy_until(after(begin, (13 + at % 50) * millisecond));
    if (at == 12 * 60 + 5) continue;
    if (at / 7 == 103) {
      FrameLane slower = lanes.front();
      slower.period = 2 * slower.period;
      slower.stands_for = 2;
      slower.is_degraded = true;
      frames.run(after(now, second), closed_form);
      frames.set_lane(0, slower, after(now, second));
    }
  }
  frames.run(after(Instant(), day), closed_form);
  Day out;
  for (std::size_t i = 0; i < frames.lanes(); ++i) {
    const FrameTally& tally = frames.tally(i);
    out.tally.served += tally.served;
    out.tally.late += tally.late;
    out.tally.degraded += tally.degraded;
    out.tally.lost += tally.lost;
    out.tally.looked_at += tally.looked_at;
    out.tally.energy += tally.energy;
  }
  out.p99 = frames.responses(0).quantile(0.99);
  out.energy_j = draws.close(Instant()) / joule;
  out.busy_s = frames.busy() / second;
  out.stepped = frames.stepped_batches();
  return out;
}

void expect_same(const std::vector<FrameLane>& lanes) {
  const Day whole = day_of(lanes, true);
  const Day each = day_of(lanes, false);
  EXPECT_EQ(whole.tally.served, each.tally.served);
  EXPECT_EQ(whole.tally.late, each.tally.late);
  EXPECT_EQ(whole.tally.degraded, each.tally.degraded);
  EXPECT_EQ(whole.tally.lost, each.tally.lost);
  EXPECT_EQ(whole.tally.looked_at, each.tally.looked_at);
  EXPECT_EQ(whole.p99, each.p99);
  EXPECT_NEAR(whole.tally.energy / each.tally.energy, 1.0, 1e-9);
  EXPECT_NEAR(whole.energy_j / each.energy_j, 1.0, 1e-9);
  EXPECT_NEAR(whole.busy_s / each.busy_s, 1.0, 1e-12);
  EXPECT_NEAR(whole.energy_j, whole.tally.energy / joule, 1e-9 * whole.energy_j);
}

TEST(FrameServer, CountsAFullDayOfCamerasLikeFrameByFrame) { expect_same({lane_of(10, 12, 4)}); }

TEST(FrameServer, CountsTwoRatesOnOneDeviceLikeFrameByFrame) {
  expect_same({lane_of(10, 3, 4), lane_of(4, 5, 9)});
}

TEST(FrameServer, CountsAnOverloadedDeviceLikeFrameByFrame) { expect_same({lane_of(10, 12, 21)}); }

TEST(FrameServer, CountsADeviceThatDriftsAgainstItsCamerasInFewSteps) {
  // 120 frames a second; the first load takes 9.7 ms for one, 7.5 ms each in pairs: never idle.
  for (const double batch_ms : {10.7777, 11.3131, 18.1234567}) {
    const FrameLane lane = lane_of(10, 12, batch_ms);
    const Day whole = day_of({lane}, true);
    const Day each = day_of({lane}, false);
    EXPECT_EQ(whole.tally.all(), each.tally.all());
    EXPECT_NEAR(whole.tally.looked_at / each.tally.looked_at, 1.0, 1e-4);
    EXPECT_NEAR(whole.tally.late, each.tally.late, 1e-3 * each.tally.all());
    EXPECT_NEAR(whole.p99 / each.p99, 1.0, 0.01);
    EXPECT_NEAR(whole.tally.energy / each.tally.energy, 1.0, 1e-4);
    EXPECT_NEAR(whole.busy_s / each.busy_s, 1.0, 1e-4);
    EXPECT_LT(whole.stepped, each.stepped / 50);
  }
}

/// Twelve cameras that want all of the device, and sensors that come after them.
std::vector<FrameLane> starved(double batch_ms, bool newest_only) {
  FrameLane sensors = lane_of(1, 24, 3);
  sensors.newest_only = newest_only;
  return {lane_of(10, 12, batch_ms), sensors};
}

TEST(FrameServer, CountsALaneThatIsNeverLetInLikeFrameByFrame) { expect_same(starved(21, true)); }

/// Thirty days of lanes that nothing else touches.
Day month_of(const std::vector<FrameLane>& lanes) {
  PowerBuckets draws;
  draws.start(after(Instant(), 31 * day));
  FrameServer frames(draws);
  for (std::size_t i = 0; i < lanes.size(); ++i) frames.set_lane(i, lanes[i], Instant());
  frames.run(after(Instant(), 30 * day), true);
  return {.tally = frames.tally(1), .stepped = frames.stepped_batches()};
}

TEST(FrameServer, CountsALaneThatIsNeverLetInInFewSteps) {
  const Day month = month_of(starved(21, true));
  EXPECT_NEAR(month.tally.lost, 30 * 86400.0 * 24, 24);
  EXPECT_LT(month.stepped, 500'000);  // of some 60 million
}

TEST(FrameServer, CountsALaneThatWaitsForEverLikeFrameByFrame) {
  expect_same(starved(21, false));
}

TEST(FrameServer, TakesItsLanesInAnyOrder) {
  PowerBuckets draws;
  draws.start(after(Instant(), day));
  FrameServer frames(draws);
  frames.set_lane(1, lane_of(4, 1, 10), Instant());
  frames.run(Instant(), true);
  EXPECT_EQ(frames.waiting(0, after(Instant(), second)), 0);
  EXPECT_EQ(frames.mean_draw_of(0), Power());
  frames.run(after(Instant(), 10 * second), true);
  frames.set_lane(0, lane_of(2, 1, 10), after(Instant(), 10 * second));
  frames.run(after(Instant(), 20 * second), true);
  EXPECT_EQ(frames.tally(1).served, 80);
  EXPECT_EQ(frames.tally(0).served, 20);
}

TEST(FrameServer, EveryFrameHasOneEnd) {
  const Day overloaded = day_of({lane_of(10, 12, 21)}, true);
  EXPECT_NEAR(overloaded.tally.all(), 86400.0 * 120, 240);
  EXPECT_GT(overloaded.tally.lost, 0);
}

TEST(FrameServer, ServesAFrameAloneInTheTimeOfABatchOfOne) {
  PowerBuckets draws;
  draws.start(after(Instant(), day));
  FrameServer frames(draws);
  frames.set_lane(0, lane_of(2, 1, 10), Instant());
  frames.run(after(Instant(), 10 * second), true);
  EXPECT_EQ(frames.tally(0).served, 20);
  EXPECT_NEAR(frames.responses(0).max(), 0.010, 1e-9);
  // 9 ms of 11 W each.
  EXPECT_NEAR(frames.tally(0).energy / joule, 20 * 0.009 * 11, 1e-9);
}

}  // namespace
}  // namespace islet
