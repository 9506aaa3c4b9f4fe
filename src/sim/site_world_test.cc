// Goal: a site's books say what happened: which requests were stopped for want of power, what
// models that take turns in memory cost, and what energy cost by the hour.
#include "sim/site_world.h"

#include <gtest/gtest.h>

#include "sim/tiny_site.h"

namespace islet {
namespace {

const WorkloadServed& named(const SiteOutcome& outcome, const std::string& name) {
  for (const WorkloadServed& each : outcome.workloads) {
    if (each.name == name) return each;
  }
  ADD_FAILURE() << "no workload " << name;
  return outcome.workloads.front();
}

// The inverter never carries the card at full power: what runs slowly for that is not stopped.
TEST(SiteWorld, ScarcePowerAloneInterruptsNobody) {
  SiteRun run = tiny_site();
  run.power.plant.battery.capacity = 20 * kilowatt_hour;
  run.power.plant.panel_rated = 3000 * watt;
  const SiteOutcome outcome = simulate_site(run, true);
  EXPECT_EQ(outcome.violations, 0);
  EXPECT_EQ(outcome.brown_out, Duration());
  for (const char* name : {"urgent", "chats", "batch"}) {
    const WorkloadServed& work = named(outcome, name);
    EXPECT_GT(work.end_to_end_s.samples, 100) << name;
    EXPECT_LE(work.interrupted, 0.05 * work.counts.ended()) << name;
  }
}

TEST(SiteWorld, MachinesGoneDarkInterruptThoseThatWaited) {
  SiteRun run = tiny_site();
  run.power.plant.battery.capacity = 200 * watt_hour;
  run.power.plant.panel_rated = 300 * watt;
  run.days = 2;
  const SiteOutcome outcome = simulate_site(run, true);
  EXPECT_GT(outcome.brown_out, 1 * hour);
  const WorkloadServed& chats = named(outcome, "chats");
  EXPECT_GT(chats.interrupted + chats.counts.lost, 0);
  EXPECT_LT(chats.interrupted, chats.counts.ended() - chats.counts.lost);
  EXPECT_EQ(chats.end_to_end_s.samples + chats.interrupted,
            chats.counts.ended() - chats.counts.lost);
}

TEST(SiteWorld, ModelsThatTakeTurnsCostTimeAndEnergy) {
  SiteRun run = tiny_site();
  run.power.plant.inverter_max = 500 * watt;
  run.power.plant.battery.capacity = 20 * kilowatt_hour;
  run.models.push_back("other chat");
  UnitGroup& group = run.groups.front();
  UnitModel other = group.models.front();
  other.model = ModelId{2};
  group.models.push_back(other);
  group.load_time = 20 * second;
  run.workloads[2].model = ModelId{2};
  const SiteOutcome beside = simulate_site(run, true);
  EXPECT_EQ(beside.model_loads, 0);
  group.swaps = true;
  const SiteOutcome turns = simulate_site(run, true);
  EXPECT_EQ(turns.violations, 0);
  EXPECT_GT(turns.model_loads, 10);
  const Energy each = group.host_extra / group.supply_efficiency * group.load_time;
  EXPECT_NEAR(turns.load_energy / (static_cast<double>(turns.model_loads) * each), 1.0, 1e-9);
  EXPECT_LT(turns.energy_error, 1e-6);
  EXPECT_GT(named(turns, "urgent").end_to_end_s.max, named(beside, "urgent").end_to_end_s.max + 15);
}

TEST(SiteWorld, WorkThatMayWaitGoesToTheCheapHoursOfItsWindow) {
  SiteRun run = tiny_site();
  run.days = 2;
  run.power.plant.panel_rated = Power();
  run.power.plant.inverter_max = 500 * watt;
  run.power.grid.assign(hours_per_year, 1 * kilowatt);
  run.power.grid_price.assign(std::size_t{7} * 24, 0.24 * dollar / kilowatt_hour);
  for (std::size_t at = 2; at < run.power.grid_price.size(); at += 24) {
    run.power.grid_price[at] = 0.08 * dollar / kilowatt_hour;
  }
  SiteWorkload& batch = run.workloads[3];
  batch.spec.start = 20 * hour;
  batch.spec.finish = 6 * hour;
  batch.mean = 200.0 / day;
  const SiteOutcome at_once = simulate_site(run);
  EXPECT_LT(named(at_once, "batch").end_to_end_s.max, 3600);
  batch.follows_price = true;
  const SiteOutcome waits = simulate_site(run);
  const WorkloadServed& moved = named(waits, "batch");
  EXPECT_EQ(moved.counts.served, 200);  // the second night is not over
  EXPECT_EQ(moved.counts.late + moved.counts.lost, 0);
  EXPECT_GE(moved.end_to_end_s.p50, 6 * 3600.0);
  EXPECT_LE(moved.end_to_end_s.max, 7 * 3600.0);
  EXPECT_GT(waits.plant.grid_cost, Money());
}

}  // namespace
}  // namespace islet
