// Goal: days with faults break nothing, and every fault that is planted in the driver is found.
#include "sim/site_chaos.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/site_world.h"
#include "sim/tiny_site.h"

namespace islet {
namespace {

using testing::HasSubstr;

/// What the first of a few days with that fault of the driver says.
std::string found(Drill drill, int seeds = 2) {
  SiteRun run = tiny_site();
  run.drill = drill;
  for (int seed = 1; seed <= seeds; ++seed) {
    if (const auto why = chaos_day(run, static_cast<std::uint64_t>(seed))) return *why;
  }
  return "nothing";
}

TEST(SiteChaos, BreaksNothing) { EXPECT_EQ(found(Drill::none, 6), "nothing"); }

TEST(SiteChaos, BreaksNothingUnderAnyPolicy) {
  for (const std::string_view name : {"first-come", "solar-peak", "fair-share"}) {
    SiteRun run = tiny_site();
    run.scheduling = name;
    EXPECT_EQ(chaos_day(run, 100), std::nullopt) << name;
  }
}

TEST(SiteWorld, CountsADayOfCamerasLikeFrameByFrame) {
  SiteRun run = tiny_site();
  const SiteOutcome whole = simulate_site(run);
  run.closed_form = false;
  const SiteOutcome each = simulate_site(run);
  ASSERT_EQ(whole.workloads.size(), each.workloads.size());
  for (std::size_t w = 0; w < whole.workloads.size(); ++w) {
    const WorkloadServed& one = whole.workloads[w];
    const WorkloadServed& other = each.workloads[w];
    EXPECT_EQ(one.counts.served, other.counts.served) << one.name;
    EXPECT_EQ(one.counts.late, other.counts.late) << one.name;
    EXPECT_EQ(one.counts.lost, other.counts.lost) << one.name;
    EXPECT_EQ(one.end_to_end_s.p999, other.end_to_end_s.p999) << one.name;
    EXPECT_NEAR(one.energy / other.energy, 1.0, 1e-9) << one.name;
  }
  EXPECT_NEAR(whole.plant.total.generator / joule, each.plant.total.generator / joule, 1e-3);
}

// What frames draw is not there for requests: the limit that the scheduler is told leaves it out.
TEST(SiteWorld, TakesFramesOffWhatEnginesMayDraw) {
  const auto may_draw = [](double rate_hz) {
    SiteRun run = tiny_site();
    run.keeps_moments = true;
    run.workloads[0].spec.rate = sharply(rate_hz * hertz);
    const SiteOutcome outcome = simulate_site(run);
    // Before any request: the first step of the plant at midnight.
    return std::pair(outcome.moments[1].may_draw, outcome.moments[1].machines);
  };
  const auto [few, drawn_few] = may_draw(1);
  const auto [many, drawn_many] = may_draw(20);
  EXPECT_GT(drawn_many, drawn_few);
  EXPECT_LT(many, few);
  const UnitGroup group = tiny_site().groups.front();
  const BatchCost frame = group.models[1].inputs->batch(1);
  const Power each =
      (frame.board_power - group.board_idle + group.host_extra) / group.supply_efficiency;
  const double busy = 4 * 19 * (frame.occupied / second);  // four cameras, 19 frames more
  EXPECT_NEAR((few - many) / watt, busy * each / watt, 0.15 * busy * each / watt);
}

TEST(SiteWorld, HoldsUpWhatComesOverALinkThatIsCut) {
  SiteRun run = tiny_site();
  const SiteOutcome plain = simulate_site(run);
  SiteFault cut;
  cut.kind = FaultKind::link_cut;
  cut.at = after(Instant(), 6 * hour);
  cut.length = 2 * hour;
  cut.stream = 99;  // all
  run.faults = {cut};
  const SiteOutcome held = simulate_site(run, true);
  EXPECT_EQ(held.violations, 0);
  for (std::size_t w = 1; w < plain.workloads.size(); ++w) {
    EXPECT_EQ(held.workloads[w].counts.arrived(), plain.workloads[w].counts.arrived());
  }
  EXPECT_NE(held.fingerprint, plain.fingerprint);
}

TEST(SiteChaos, FindsEachPlantedFaultOfTheDriver) {
  const std::pair<Drill, const char*> cases[] = {
      {Drill::lost_arrival, "request was neither admitted nor rejected"},
      {Drill::lost_start, "an engine holds other work than was started there"},
      {Drill::lost_result, "the house holds others than those that are open"},
      {Drill::lost_preemption, "an engine holds other work than was started there"},
      {Drill::lost_deadline, "was done after its deadline"},
      {Drill::inverted_classes, "acute request waits behind routine work"},
      {Drill::unread_limit, "expected draw is above the limit"},
      {Drill::unkept_cap, "engines drew more than they may"},
      {Drill::forgotten_energy, "energy is off by"},
      {Drill::forgotten_camera, "frames of cameras are missing or there twice"},
  };
  for (const auto& [drill, what] : cases) {
    EXPECT_THAT(found(drill), HasSubstr(what))
        << drill_names()[static_cast<std::size_t>(drill) - 1];
  }
}

}  // namespace
}  // namespace islet
