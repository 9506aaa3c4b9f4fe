// Goal: the rehearsed machines look at frames as the simulated ones do; cameras that are held back
// draw less at once, every frame is counted, and hosts that they do not need are off until then.
#include "twin/rehearsed_cameras.h"

#include <gtest/gtest.h>

#include "sim/site_world.h"
#include "sim/tiny_site.h"
#include "twin/rehearsed_machines.h"

namespace islet {
namespace {

constexpr Power plenty = 1 * megawatt;

Instant at(double seconds) { return after(Instant(), seconds * second); }

/// The tiny site's cameras with two steps: half the rate, then a picture a second.
SiteRun site_with_steps() {
  SiteRun run = tiny_site();
  SiteWorkload& cameras = run.workloads[0];
  cameras.ladder = {{0.4, ShortageAction::rate, 2.5 * hertz, {}, {}},
                    {0.2, ShortageAction::rate, 1 * hertz, {}, {}}};
  cameras.steps = {{0.4, 0.5, 0.5}, {0.2, 0.2, 0.2}};
  return run;
}

/// The same with two cards that do nothing else than look, beside the card that chats.
SiteRun site_with_camera_hosts() {
  SiteRun run = site_with_steps();
  UnitGroup looks = run.groups[0];
  looks.name = "eyes";
  looks.units = 2;
  looks.idle = 60 * watt;
  looks.start_time = 90 * second;
  looks.models.erase(looks.models.begin());
  run.groups.push_back(std::move(looks));
  run.workloads[0].group = 1;
  run.groups[0].models.pop_back();
  return run;
}

/// Settings as heat leaves them after a while at that air, the limit being 60.
FixedWork held_at(const RehearsedMachines& machines, double air) {
  FixedWork work(machines.cameras().loads(), celsius(60));
  for (int i = 0; i < 100; ++i) {
    work.follow(at(60.0 * i), 3, celsius(air), {plenty, plenty, {}});
  }
  return work;
}

Power mean_between(RehearsedMachines& machines, double from, double until) {
  const Energy before = machines.drawn(at(from));
  return (machines.drawn(at(until)) - before) / ((until - from) * second);
}

TEST(RehearsedCameras, LookAtTheFramesOfTheSimulationAtItsDraw) {
  SiteRun run = site_with_camera_hosts();
  run.workloads.erase(run.workloads.begin() + 1, run.workloads.end());
  run.power.plant.inverter_max = 600 * watt;
  run.power.plant.battery.capacity = 50 * kilowatt_hour;
  RehearsedMachines machines(run);
  machines.start(at(0));
  const double seconds = 86'400;
  const Power mean = mean_between(machines, 0, seconds);
  const SiteOutcome simulated = simulate_site(run);
  const FrameTally frames = machines.cameras().tally(0);
  EXPECT_NEAR(frames.all(), simulated.workloads[0].counts.arrived(), 8);
  EXPECT_NEAR(frames.served, simulated.workloads[0].counts.served, 8);
  const Power idle = run.groups[0].idle + run.groups[1].idle;
  EXPECT_NEAR((mean - idle) / watt, simulated.workloads[0].energy / (seconds * second) / watt,
              0.01);
  EXPECT_NEAR(machines.cameras().draw() / watt, (mean - idle) / watt, 0.01);
}

TEST(RehearsedCameras, ADegradeStepOfTheSchedulersLadderLowersThem) {
  const SiteRun run = site_with_steps();
  RehearsedMachines machines(run);
  machines.start(at(0));
  const Power full = mean_between(machines, 0, 1'000);
  const std::array<Decision, 1> half = {
      Degrade{.workload = WorkloadId{0}, .level = 1, .rate = 2.5 * hertz}};
  machines.carry_out(at(1'000), half);
  const Power held = mean_between(machines, 1'000, 2'000);
  const Power cameras = full - run.groups[0].idle;
  EXPECT_NEAR((full - held) / cameras, 0.5, 0.02);
  const FrameTally frames = machines.cameras().tally(0);
  EXPECT_NEAR(frames.served, 4 * 5 * 1'000, 8);
  EXPECT_NEAR(frames.degraded, 4 * 5 * 1'000, 8) << "asked for, not looked at";
  EXPECT_NEAR(frames.lost, 0, 8);
}

TEST(RehearsedCameras, HeldBackTheyNeedFewerHostsAndTheOthersAreOff) {
  const SiteRun run = site_with_camera_hosts();
  RehearsedMachines machines(run);
  machines.start(at(0));
  EXPECT_EQ(machines.camera_hosts(), 60 * watt);
  machines.hold(held_at(machines, 59.3), at(1'000));
  EXPECT_EQ(machines.hosts_off(), 1);
  EXPECT_EQ(machines.camera_hosts(), 30 * watt);
  const Power held = mean_between(machines, 1'000, 2'000);
  EXPECT_NEAR(held / watt, (70 * watt + machines.cameras().draw()) / watt, 0.05);
  const FrameTally frames = machines.cameras().tally(0);
  EXPECT_NEAR(frames.all(), 4 * 5 * 2'000, 16) << "one host looks for all of them";
  EXPECT_NEAR(frames.lost, 0, 8);
}

TEST(RehearsedCameras, WhatIsPausedIsCountedAndItsHostsTakeTheirTimeToComeBack) {
  const SiteRun run = site_with_camera_hosts();
  RehearsedMachines machines(run);
  machines.start(at(0));
  machines.hold(held_at(machines, 59.9), at(1'000));
  EXPECT_EQ(machines.hosts_off(), 2);
  EXPECT_EQ(machines.standing(), Power());
  EXPECT_NEAR(mean_between(machines, 1'000, 2'000) / watt, 40, 0.05) << "the card that chats";
  machines.hold(held_at(machines, 40), at(2'000));
  EXPECT_EQ(machines.hosts_off(), 0) << "they start";
  EXPECT_EQ(machines.cameras().draw(), Power());
  (void)machines.drawn(at(3'000));
  EXPECT_GT(machines.cameras().draw(), Power());
  EXPECT_NEAR(machines.cameras().lost_while_paused(0), 4 * 5 * 1'090, 8);
  EXPECT_NEAR(machines.cameras().tally(0).all(), 4 * 5 * 3'000, 24);
}

TEST(RehearsedCameras, AHostThatTheyShareGoesOffWithItsEnginesInTheLastOfTheHeat) {
  const SiteRun run = site_with_steps();
  RehearsedMachines machines(run);
  machines.start(at(0));
  const auto events_by = [&machines](double seconds) {
    std::vector<Event> events;
    std::vector<EngineOutput> outputs;
    machines.look(at(seconds), events, outputs);
    return events;
  };
  (void)events_by(1);
  machines.hold(held_at(machines, 59.9), at(1'000));
  std::vector<Event> down = events_by(1'001);
  ASSERT_EQ(down.size(), 2U) << "chat and pictures";
  EXPECT_TRUE(std::holds_alternative<EngineDown>(down[0]));
  EXPECT_EQ(machines.hosts_off(), 1);
  EXPECT_NEAR(mean_between(machines, 1'001, 2'000) / watt, 0, 1e-6);
  machines.hold(held_at(machines, 40), at(2'000));
  const std::vector<Event> up = events_by(2'001);
  ASSERT_EQ(up.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<EngineUp>(up[0]));
  EXPECT_EQ(machines.hosts_off(), 0);
}

}  // namespace
}  // namespace islet
