// Goal: machines that several clocks ask never go back in time, and only a site with a set has a
// store that is a bridge.
#include "twin/rehearsed_machines.h"

#include <array>

#include <gtest/gtest.h>

#include "sim/tiny_site.h"
#include "twin/plant_settings.h"

namespace islet {
namespace {

Request chat(std::uint64_t number) {
  Request request;
  request.id = RequestId{number};
  request.model = ModelId{0};
  request.prompt = 100 * token;
  request.reply = 50 * token;
  return request;
}

void begin(RehearsedMachines& machines, const Request& request, Instant now) {
  machines.meet(request);
  machines.add(request.id, WorkClass::normal, {}, false);
  const std::array<Decision, 2> decisions = {Admit{request.id, request.model},
                                             Start{request.id, EngineId{0}}};
  machines.carry_out(now, decisions);
}

// A meter read at speed 3000 runs the machines seconds ahead of decisions that began before it.
TEST(RehearsedMachines, ADecisionOlderThanTheLastReadingCountsFromTheReading) {
  const SiteRun run = tiny_site();
  RehearsedMachines machines(run);
  machines.start(Instant());
  begin(machines, chat(1), after(Instant(), 1 * second));
  const Energy before = machines.drawn(after(Instant(), 60 * second));
  begin(machines, chat(2), after(Instant(), 2 * second));
  EXPECT_GE(machines.drawn(after(Instant(), 3 * second)), before);
  std::vector<Event> events;
  std::vector<EngineOutput> outputs;
  machines.look(after(Instant(), 120 * second), events, outputs);
  EXPECT_EQ(outputs.size(), 2U);
}

/// A unit that a chat and a picture's model share, asked for pictures one by one.
Request picture(std::uint64_t number) {
  Request request;
  request.id = RequestId{number};
  request.model = ModelId{1};
  return request;
}

// The loop is late: a picture's step has ended at 1 s, nobody has looked yet, and a chat is begun
// at 5 s on the unit that still waits for its step to be ended.
TEST(RehearsedMachines, AStepThatHasEndedEndsBeforeTheNextDecisionIsCarriedOut) {
  const SiteRun run = tiny_site();
  RehearsedMachines machines(run);
  machines.start(Instant());
  machines.meet(picture(1));
  machines.add(RequestId{1}, WorkClass::normal, {}, false);
  const std::array<Decision, 2> pictures = {Admit{RequestId{1}, ModelId{1}},
                                            Start{RequestId{1}, EngineId{1}}};
  machines.carry_out(after(Instant(), 1 * second), pictures);
  begin(machines, chat(2), after(Instant(), 5 * second));
  std::vector<Event> events;
  std::vector<EngineOutput> outputs;
  machines.look(after(Instant(), 120 * second), events, outputs);
  EXPECT_EQ(outputs.size(), 2U);
}

/// The tiny site without cameras: nothing keeps its machine on.
SiteRun site_that_may_rest() {
  SiteRun run = tiny_site();
  run.workloads.erase(run.workloads.begin());
  run.groups[0].start_time = 90 * second;
  return run;
}

std::vector<Event> events_by(RehearsedMachines& machines, double seconds) {
  std::vector<Event> events;
  std::vector<EngineOutput> outputs;
  machines.look(after(Instant(), seconds * second), events, outputs);
  return events;
}

TEST(RehearsedMachines, AMachineWhoseEnginesAreOffDrawsNothingAndTakesItsTimeToStart) {
  const SiteRun run = site_that_may_rest();
  RehearsedMachines machines(run);
  machines.start(Instant());
  std::vector<EngineSpec> specs;
  for (const Event& event : events_by(machines, 0)) {
    if (const auto* up = std::get_if<EngineUp>(&event)) specs.push_back(up->engine);
  }
  ASSERT_EQ(specs.size(), 2U);
  EXPECT_TRUE(specs[0].switches);
  EXPECT_EQ(specs[0].start_time, 90 * second);
  const auto turn = [&](double seconds, std::size_t engine, bool on) {
    const std::array<Decision, 1> one = {SwitchEngine{specs[engine].id, on, Reason::power_short}};
    machines.carry_out(after(Instant(), seconds * second), one);
  };
  const auto drawn_by = [&](double seconds) {
    return machines.drawn(after(Instant(), seconds * second)) / joule;
  };
  turn(100, 0, false);
  EXPECT_EQ(machines.hosts_off(), 0) << "its other engine is on";
  turn(200, 1, false);
  EXPECT_EQ(machines.hosts_off(), 1);
  EXPECT_NEAR(drawn_by(1'000), 40 * 200, 1e-6);
  turn(1'000, 0, true);
  EXPECT_TRUE(events_by(machines, 1'089).empty());
  const std::vector<Event> up = events_by(machines, 1'091);
  ASSERT_EQ(up.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<EngineUp>(up[0]));
  EXPECT_NEAR(drawn_by(1'100), 40 * 300, 1e-6);
}

TEST(RehearsedMachines, AnEngineThatWasOffKnowsOfNoCap) {
  const SiteRun run = site_that_may_rest();
  RehearsedMachines machines(run);
  machines.start(Instant());
  (void)events_by(machines, 0);
  const std::array<Decision, 2> down = {SetCap{EngineId{0}, 20.1 * watt},
                                        SwitchEngine{EngineId{0}, false, Reason::power_short}};
  machines.carry_out(after(Instant(), 10 * second), down);
  const std::array<Decision, 1> up = {SwitchEngine{EngineId{0}, true, Reason::work_waits}};
  machines.carry_out(after(Instant(), 1'000 * second), up);
  (void)events_by(machines, 1'100);
  begin(machines, chat(1), after(Instant(), 1'100 * second));
  std::vector<Event> events;
  std::vector<EngineOutput> outputs;
  machines.look(after(Instant(), 1'120 * second), events, outputs);
  EXPECT_EQ(outputs.size(), 1U) << "at the cap's pace it would take many minutes";
}

TEST(RehearsedMachines, CamerasKeepTheirMachineOn) {
  const SiteRun run = tiny_site();
  RehearsedMachines machines(run);
  machines.start(Instant());
  for (const Event& event : events_by(machines, 0)) {
    const auto* up = std::get_if<EngineUp>(&event);
    EXPECT_TRUE(up == nullptr || !up->engine.switches);
  }
}

TEST(PlantSettings, OnlyASetMakesTheStoreABridge) {
  SitePower power = tiny_power();
  EXPECT_FALSE(plant_settings(power, 0).sheds_by_mains);
  power.plant.generator = Generator();
  EXPECT_TRUE(plant_settings(power, 0).sheds_by_mains);
}

}  // namespace
}  // namespace islet
