// A small plan made by hand, for tests of what reads and shows plans.
#pragma once

#include "plan/plan.h"

namespace islet {

inline Estimate<Money> sample_cost(double dollars) {
  return {dollars * dollar, 0.8 * dollars * dollar, 1.4 * dollars * dollar, 0.9,
          Grade::c,         "prices:sample [maker]"};
}

inline TracedYear sample_year() {
  TracedYear out;
  out.total.panels = 900 * kilowatt_hour;
  out.total.curtailed = 300 * kilowatt_hour;
  out.total.load = 800 * kilowatt_hour;
  out.total.conversion_loss = 100 * kilowatt_hour;
  out.cooling = 20 * kilowatt_hour;
  LoadShape cameras{"cameras", 0, Importance::safety, true, 780 * kilowatt_hour, {}};
  cameras.demand_by_hour.fill(89 * watt);
  out.loads = {cameras};
  out.days.resize(365);
  out.charge.assign(hours_per_year, 0.8);
  out.charge[100] = 0.1;
  out.worst_fortnight_day = 161;
  out.worst_fortnight.resize(fortnight_hours);
  for (StepFlows& each : out.worst_fortnight) each.load = 89 * watt_hour;
  for (MonthOfAir& each : out.air) each = {celsius(-5), celsius(12), celsius(31)};
  out.inside_c.assign(hours_per_year, 21);
  out.inside_c[4'000] = 41;
  out.tank.assign(365, 80 * litre);
  out.tank[200] = 100 * litre;
  out.survival = {{Importance::low, {1, 0.8, 0.3}}, {Importance::safety, {1, 1, 0.9, 0.2}}};
  out.battery_health = {0.98, 0.96, 0.99};
  return out;
}

inline std::vector<Alternative> sample_alternatives() {
  return {
      {"software", "vllm", "llama_cpp", 420 * dollar, "1 x card <A>, 1.2 kWp", "panels +400 USD"},
      {"cooler", "vents", "a fan", std::nullopt, "", "it has fans"}};
}

/// One workload on one card with panels and a battery, and a runner-up. Names hold signs that mean
/// something to HTML.
inline Plan sample_plan() {
  Plan plan;
  plan.site.file = "camp.yaml";
  plan.site.name = "Camp <script>alert(1)</script> & \"Co\"";
  plan.site.given = {{"power.solar", "1 kWp", {"camp.yaml", 3, 10, 5}}};
  plan.site.defaults = {{"where.salt", "none", "no sea spray"}};
  plan.site.texts = {{"camp.yaml", "site: Camp\n"}};
  Workload cameras;
  cameras.name = "cameras";
  cameras.kind = WorkloadKind::video;
  cameras.when_short = {{0.4, ShortageAction::stop, {}, "", {}}};
  plan.site.workloads = {cameras};
  plan.state = PlanState::optimal_on_grid;
  plan.weather = {"a year made by hand", Grade::d, 1};

  DesignOutcome design;
  design.title = "1 x card <A>, 1 kWp, 5 kWh";
  design.design.power.panels = 1 * kilowatt;
  design.design.power.storage = 5 * kilowatt_hour;
  design.design.compute.groups.resize(1);
  design.memory = {{2 * gigabyte, 1 * gigabyte, 0.5 * gigabyte, 8 * gigabyte}};
  WorkloadOutcome work;
  work.name = "cameras";
  work.kind = WorkloadKind::video;
  work.importance = Importance::safety;
  work.group = 0;
  work.choice = "object-detector/small";
  work.p50 = within_factor(10e-3 * second, 1.5, Grade::b, "queue");
  work.p95 = within_factor(20e-3 * second, 1.5, Grade::b, "queue");
  work.p99 = within_factor(40e-3 * second, 1.5, Grade::b, "queue");
  work.served = {0.999, 0.99, 1.0, 0.9, Grade::d, "plant year"};
  work.units_per_year = 1e8;
  work.energy_per_unit = within_factor(20 * joule, 1.2, Grade::c, "share");
  work.cost_per_unit = sample_cost(1e-5);
  design.workloads = {work};
  design.bill = {{"card <A>", "compute", "card_a", 1, "pieces", sample_cost(500)}};
  design.cost.purchase = sample_cost(500);
  design.cost.lifetime = sample_cost(1500);
  design.cost.cash = {{500 * dollar, {}, {}, {}, {}},
                      {{}, {}, 200 * dollar, 50 * dollar, {}},
                      {{}, 300 * dollar, 200 * dollar, {}, {}},
                      {{}, {}, 200 * dollar, {}, 40 * dollar}};
  design.energy.used = {
      800 * kilowatt_hour, 700 * kilowatt_hour, 900 * kilowatt_hour, 0.9, Grade::d, "plant year"};
  Requirement latency{"cameras",
                      "latency p99",
                      "workloads.cameras.latency",
                      Measure::duration,
                      Sense::at_most,
                      0.1,
                      {0.04, 0.027, 0.06, 0.9, Grade::b, "queue"},
                      true,
                      0.6};
  design.requirements = {latency};
  design.confidence = 1;
  design.feasible = true;
  YearOutcome met;
  met.met = true;
  met.served = {0.999};
  design.years = {met};
  design.trace = DesignTrace{sample_year(), {{0, {}}}};
  plan.designs = {design, design};
  plan.designs[1].trace.reset();
  plan.designs[1].lost_by = "100 USD more over the life";
  plan.alternatives = sample_alternatives();
  plan.tornado = {{"price of panels", "low", "high", 1400 * dollar, 1800 * dollar}};
  plan.ruled_out = {{"card B", "hardware.mass", "too slow", 12}};
  plan.seed = 18'446'744'073'709'551'615U;
  return plan;
}

}  // namespace islet
