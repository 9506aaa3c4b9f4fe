// Goal: a site's books say what happened: which requests were stopped for want of power, what
// models that take turns in memory cost, and what energy cost by the hour.
#include "sim/site_world.h"

#include <cmath>
#include <optional>

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

/// A heap of routine pictures at eight, and acute ones all day.
SiteRun reading_room() {
  SiteRun run = tiny_site();
  SiteWorkload acute = tiny_workload("acute", WorkloadKind::requests, WorkClass::high, 1);
  acute.mean = 20'000.0 / day;
  SiteWorkload routine = tiny_workload("routine", WorkloadKind::batch, WorkClass::batch, 1);
  routine.spec.start = 8 * hour;
  routine.spec.finish = 8.25 * hour;
  routine.mean = 60'000.0 / day;
  run.workloads = {acute, routine};
  run.groups[0].importance = Importance::high;
  run.power.plant.inverter_max = 1 * kilowatt;
  run.power.initial_charge = 1;
  run.days = 1;
  return run;
}

TEST(SiteWorld, AcuteInputsWaitForOneBatchAtMostAndGoInTheirOwn) {
  SiteRun run = reading_room();
  const InputDeployment& inputs = *run.groups[0].models[1].inputs;
  const int together = routine_inputs_together(run.groups[0], inputs, true);
  const double quantum_s = inputs.batch(together).time / second;
  const double own_s = inputs.batch(1).time / second;
  const SiteOutcome out = simulate_site(run);
  ASSERT_GT(out.workloads[0].end_to_end_s.samples, 15'000);
  EXPECT_LE(out.workloads[0].end_to_end_s.max, 1.05 * (quantum_s + 2 * own_s));
  run.scheduling = "first-come";
  const SiteOutcome without = simulate_site(run);
  EXPECT_GT(without.workloads[0].end_to_end_s.max, 2 * out.workloads[0].end_to_end_s.max);
}

TEST(SiteWorld, ABatchIsTakenInWhateverItsClassAndSize) {
  for (const WorkClass work_class : {WorkClass::high, WorkClass::batch}) {
    SiteRun run = reading_room();
    run.workloads[1].work_class = work_class;
    run.workloads[1].mean = 250'000.0 / day;
    run.workloads[1].spec.finish = 20 * hour;
    const ServedCounts& counts = simulate_site(run).workloads[1].counts;
    EXPECT_EQ(counts.served, 250'000) << name_of(work_class);
    EXPECT_EQ(counts.lost, 0) << name_of(work_class);
  }
}

TEST(SiteDevice, ABatchHoldsTheCardsOnlyAsLongAsItOccupiesThem) {
  UnitGroup group = reading_room().groups[0];
  Tuning pipelined;
  pipelined.batch.level = std::log(3.0);  // from end to end three times what the card is held
  const InputDeployment& inputs =
      group.models[1].inputs.emplace(yolov8m(), l4(), Precision::fp16, pipelined);
  PowerBuckets draws;
  SiteDevice device(group, draws, true, true);
  const int together = routine_inputs_together(group, inputs, true);
  const BatchCost cost = inputs.batch(together);
  constexpr int batches = 50;
  for (int i = 1; i <= batches * together; ++i) {
    Request request;
    request.id = RequestId{static_cast<std::uint64_t>(i)};
    request.model = ModelId{1};
    ASSERT_TRUE(device.submit(request, 0, Instant()));
  }
  Instant now;
  Instant first = never;
  std::size_t done = 0;
  while (device.begin(now), device.step_end() != never) {
    now = device.step_end();
    device.end_step();
    done += device.outcomes().size();
    if (done > 0 && first == never) first = now;
    device.outcomes().clear();
  }
  EXPECT_EQ(done, batches * together);
  EXPECT_FALSE(device.works(false));
  EXPECT_EQ(device.held(false), 0);
  const double results = (cost.time - cost.occupied) / second;
  EXPECT_NEAR(between(Instant(), first) / second, cost.time / second, 1e-6);
  EXPECT_NEAR(device.busy() / second, batches * together / (inputs.rate(together) / hertz), 1e-6);
  EXPECT_NEAR(between(Instant(), now) / second, device.busy() / second + results, 1e-6);
}

TEST(SiteDevice, RoutineInputsGoTogetherAsFarAsThatIsFaster) {
  SiteRun run = reading_room();
  const InputDeployment& inputs = *run.groups[0].models[1].inputs;
  const int few = routine_inputs_together(run.groups[0], inputs, true);
  EXPECT_LE(few, most_inputs_together);
  EXPECT_GE(inputs.rate(few), 0.9 * inputs.rate(std::min(8, inputs.batch_max())));
  EXPECT_TRUE(few == 1 || inputs.rate(few - 1) < 0.9 * inputs.rate(8));
  run.groups[0].importance = Importance::normal;
  const int more = routine_inputs_together(run.groups[0], inputs, true);
  EXPECT_GE(more, few);
  EXPECT_GE(inputs.rate(more), 0.98 * inputs.rate(std::min(8, inputs.batch_max())));
}

TEST(SiteWorld, TenantsHaveTheSharesOfTheirWorkloadsByClass) {
  SiteRun run = tiny_site();
  run.tenants = {"crew"};
  run.workloads[1].tenant = run.workloads[2].tenant = 0;
  const SiteOutcome out = simulate_site(run);
  ASSERT_EQ(out.tenants.size(), 3U);
  EXPECT_EQ(out.tenants[0].name, "cameras");
  EXPECT_EQ(out.tenants[1].name, "crew");
  EXPECT_EQ(out.tenants[2].name, "batch");
  const PerClass<ServedCounts>& crew = out.tenants[1].classes;
  EXPECT_EQ(crew[index_of(WorkClass::high)].arrived(), named(out, "urgent").counts.arrived());
  EXPECT_EQ(crew[index_of(WorkClass::normal)].served, named(out, "chats").counts.served);
  EXPECT_EQ(crew[index_of(WorkClass::batch)].arrived(), 0);
}

}  // namespace
}  // namespace islet
