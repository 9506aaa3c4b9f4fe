#include "report/read_design.h"

#include <array>
#include <utility>

#include "plan/goal_amount.h"

namespace islet {
namespace {

template <class Value, std::size_t size>
Value named(const JsonView& json, const char* key,
            const std::array<std::pair<const char*, Value>, size>& words) {
  const std::string word = json.text(key);
  for (const auto& [name, value] : words) {
    if (word == name) return value;
  }
  if (json.has(key)) json.at(key).refuse("one of the words a plan uses there");
  return words.front().second;
}

constexpr std::array<std::pair<const char*, Measure>, 9> measures = {
    {{"share", Measure::share},
     {"s", Measure::duration},
     {"w", Measure::power},
     {"usd", Measure::money},
     {"g", Measure::mass},
     {"tokens_per_s", Measure::token_rate},
     {"count", Measure::count},
     {"dba", Measure::noise_dba},
     {"j", Measure::energy}}};
constexpr std::array<std::pair<const char*, Sense>, 2> senses = {
    {{"at_least", Sense::at_least}, {"at_most", Sense::at_most}}};
constexpr std::array<std::pair<const char*, WorkloadKind>, 7> kinds = {
    {{"video", WorkloadKind::video},
     {"chat", WorkloadKind::chat},
     {"speech", WorkloadKind::speech},
     {"signal", WorkloadKind::signal},
     {"requests", WorkloadKind::requests},
     {"batch", WorkloadKind::batch},
     {"transfer", WorkloadKind::transfer}}};

int int_of(const JsonView& json, const char* key) { return static_cast<int>(json.count(key)); }

WorkloadOutcome read_workload(const JsonView& json) {
  WorkloadOutcome out;
  out.name = json.text("name");
  out.kind = named(json, "kind", kinds);
  out.importance = importance_named(json.text("importance")).value_or(Importance::normal);
  out.served = json.estimate("share_served", 1.0);
  if (json.at("group").is_null()) return out;
  out.group = int_of(json, "group");
  out.choice = json.text("choice");
  out.model = json.text("model");
  out.precision = json.text("precision");
  if (json.has("engine")) out.engine = json.text("engine");
  if (json.has("draft")) {
    out.draft = json.text("draft");
    out.draft_length = int_of(json, "draft_tokens");
  }
  out.tensor = int_of(json, "tensor");
  out.replicas = int_of(json, "replicas");
  out.p50 = json.estimate("latency_p50_s", second);
  out.p95 = json.estimate("latency_p95_s", second);
  out.p99 = json.estimate("latency_p99_s", second);
  if (json.has("first_token_p99_s")) {
    out.first_token_p50 = json.estimate("first_token_p50_s", second);
    out.first_token_p95 = json.estimate("first_token_p95_s", second);
    out.first_token_p99 = json.estimate("first_token_p99_s", second);
    out.user_speed = json.estimate("user_speed_tokens_per_s", token / second);
  }
  out.busy_share = json.number("share_busy");
  out.degraded = json.number("share_degraded");
  out.longest_gap = json.quantity("longest_gap_h", hour);
  out.units_per_year = json.number("units_per_year");
  out.tokens_per_year = json.number("tokens_per_year");
  out.energy_per_unit = json.estimate("energy_per_unit_wh", watt_hour);
  out.cost_per_unit = json.estimate("cost_per_unit_usd", dollar);
  if (!json.at("cost_per_million_tokens_usd").is_null()) {
    out.cost_per_million_tokens = json.estimate("cost_per_million_tokens_usd", dollar);
  }
  return out;
}

Requirement read_requirement(const JsonView& json) {
  Requirement out;
  out.subject = json.text("subject");
  out.what = json.text("what");
  out.key = json.text("key");
  out.measure = named(json, "unit", measures);
  out.sense = named(json, "sense", senses);
  out.bound = json.number("wanted");
  out.found = json.estimate("found", 1.0);
  if (json.has("with_failures")) out.with_failures = json.number("with_failures");
  out.met = json.flag("met");
  out.slack = json.number("slack_share");
  return out;
}

CashYear read_cash_year(const JsonView& json) {
  return {json.quantity("bought_usd", dollar), json.quantity("replaced_usd", dollar),
          json.quantity("operation_usd", dollar), json.quantity("fuel_and_grid_usd", dollar),
          json.quantity("rest_value_usd", dollar)};
}

CostSummary read_cost(const JsonView& json) {
  CostSummary out{
      json.estimate("purchase_usd", dollar),       json.estimate("replacement_usd", dollar),
      json.estimate("operation_usd", dollar),      json.estimate("fuel_and_grid_usd", dollar),
      json.estimate("link_usd", dollar),           json.estimate("missed_work_usd", dollar),
      json.estimate("salvage_usd", dollar),        json.estimate("lifetime_usd", dollar),
      json.estimate("energy_usd_per_kwh", dollar), {}};
  constexpr std::size_t years_max = 1'000;
  for (const JsonView& each : json.list("cash_by_year", years_max)) {
    out.cash.push_back(read_cash_year(each));
  }
  return out;
}

EnergySummary read_energy(const JsonView& json) {
  EnergySummary out;
  const auto yearly = [&](const char* key) { return json.estimate(key, kilowatt_hour); };
  out.used = yearly("used_kwh_per_year");
  out.cooling = yearly("cooling_kwh_per_year");
  out.panels = yearly("panels_kwh_per_year");
  out.generator = yearly("generator_kwh_per_year");
  out.grid = yearly("grid_kwh_per_year");
  out.losses = yearly("losses_kwh_per_year");
  out.curtailed = yearly("curtailed_kwh_per_year");
  out.unserved = yearly("unserved_kwh_per_year");
  out.fuel = json.estimate("fuel_l_per_year", litre);
  out.generator_time = json.estimate("generator_h_per_year", hour);
  out.generator_starts = json.number("generator_starts_per_year");
  out.renewable = json.estimate("share_renewable", 1.0);
  out.battery_cycles = json.estimate("battery_cycles_per_year", 1.0);
  out.lowest_charge = json.number("lowest_charge_share");
  out.mean_power = json.estimate("mean_power_w", watt);
  out.p99_power = json.estimate("p99_power_w", watt);
  out.peak_power = json.estimate("peak_power_w", watt);
  out.ride_through = json.estimate("ride_through_h", hour);
  std::size_t index = 0;
  for (const JsonView& month : json.list("months", months_per_year)) {
    out.months[index++] = {
        month.quantity("panels_kwh", kilowatt_hour), month.quantity("generator_kwh", kilowatt_hour),
        month.quantity("grid_kwh", kilowatt_hour), month.quantity("used_kwh", kilowatt_hour),
        month.quantity("unserved_kwh", kilowatt_hour)};
  }
  return out;
}

YearOutcome read_year(const JsonView& json, std::size_t workloads) {
  return {json.flag("met"),
          json.quantity("used_kwh", kilowatt_hour),
          json.quantity("unserved_kwh", kilowatt_hour),
          json.quantity("generator_kwh", kilowatt_hour),
          json.quantity("grid_kwh", kilowatt_hour),
          json.quantity("fuel_l", litre),
          json.quantity("generator_h", hour),
          json.number("share_renewable"),
          json.number("lowest_charge_share"),
          json.numbers("share_served", workloads)};
}

void read_groups(const JsonView& json, DesignRecord& out) {
  for (const JsonView& each : json.list("compute", 1000)) {
    out.groups.push_back({each.at("accelerator").is_null() ? "" : each.text("accelerator"),
                          each.text("accelerator_name"), each.text("host_name"),
                          int_of(each, "cards_per_host"), int_of(each, "hosts"),
                          int_of(each, "spare_hosts"), Power()});
    if (each.has("power_cap_w") && !each.at("power_cap_w").is_null()) {
      out.groups.back().cap = each.quantity("power_cap_w", watt);
    }
    GroupMemory memory;
    if (each.has("device_memory")) {
      const JsonView shown = each.at("device_memory");
      memory = {shown.quantity("weights_gb", gigabyte), shown.quantity("cache_gb", gigabyte),
                shown.quantity("work_space_gb", gigabyte), shown.quantity("usable_gb", gigabyte)};
    }
    out.outcome.memory.push_back(memory);
  }
}

void read_plant(const JsonView& json, DesignRecord& out) {
  PowerDesign& power = out.outcome.design.power;
  power.panels = json.quantity("panels_kwp", kilowatt);
  power.panels_bought = json.quantity("panels_bought_kwp", kilowatt);
  power.tilt_deg = json.number("tilt_deg");
  power.azimuth_deg = json.number("azimuth_deg");
  power.storage = json.quantity("storage_kwh", kilowatt_hour);
  power.storage_bought = json.quantity("storage_bought_kwh", kilowatt_hour);
  if (json.has("repair_reserve_h")) {
    power.repair_reserve = json.quantity("repair_reserve_h", hour);
  }
  PlantRecord& plant = out.plant;
  plant.generator_rated = json.quantity("generator_kw", kilowatt);
  plant.fuel_kind = json.text("generator_fuel");
  plant.inverters = int_of(json, "inverters");
  plant.controllers = int_of(json, "charge_controllers");
  if (json.has("grid_inverter_kw")) {
    power.grid_inverter = json.quantity("grid_inverter_kw", kilowatt);
  }
  if (json.has("converter")) {
    plant.converter = json.text("converter");
    power.converted = json.quantity("converter_kw", kilowatt);
  }
  if (json.has("ups")) {
    plant.upses = int_of(json, "upses");
    power.ups_efficiency = json.number("ups_efficiency_share");
  }
  plant.coolers = int_of(json, "coolers");
  const JsonView names = json.at("names");
  plant.panel = names.text("panel");
  plant.battery = names.text("battery");
  plant.generator = names.text("generator");
  plant.inverter = names.text("inverter");
  if (plant.upses > 0) plant.ups = names.text("ups");
  plant.controller = names.text("charge_controller");
  plant.cooler = names.text("cooler");
  plant.enclosure = names.text("enclosure");
}

SimulatedSpan read_span(const JsonView& json) {
  SimulatedSpan out;
  out.what = json.text("span");
  out.days = static_cast<int>(json.count("days"));
  out.fuel = json.quantity("fuel_l", litre);
  out.brown_out = json.quantity("brown_out_h", hour);
  for (const JsonView& each : json.list("workloads", 10'000)) {
    out.work.push_back({each.text("name"), each.number("asked"), each.number("served"),
                        each.number("late"), each.number("degraded"), each.number("lost"),
                        each.quantity("latency_p99_s", second),
                        each.quantity("first_token_p99_s", second)});
  }
  return out;
}

}  // namespace

DesignRecord read_design(const JsonView& json, Objective minimised) {
  DesignRecord out;
  DesignOutcome& outcome = out.outcome;
  outcome.title = json.text("title");
  outcome.feasible = json.flag("feasible");
  outcome.confidence = json.number("confidence_share");
  if (json.has("joint_odds_share") && !json.at("joint_odds_share").is_null()) {
    outcome.joint_odds = json.number("joint_odds_share");
  }
  if (json.has("simulated")) {
    for (const JsonView& each : json.list("simulated", 100)) {
      outcome.simulated.push_back(read_span(each));
    }
  }
  if (json.has("simulated_short")) outcome.simulated_short = json.texts("simulated_short");
  outcome.lost_by = json.text("lost_by");
  read_groups(json, out);
  read_plant(json.at("power"), out);
  for (const JsonView& each : json.list("workloads", 10'000)) {
    outcome.workloads.push_back(read_workload(each));
  }
  for (const JsonView& each : json.list("requirements", 10'000)) {
    outcome.requirements.push_back(read_requirement(each));
  }
  for (const JsonView& each : json.list("bill", 10'000)) {
    outcome.bill.push_back({each.text("what"), each.text("part"), each.text("record"),
                            each.number("count"), each.text("unit"),
                            each.estimate("cost_usd", dollar)});
  }
  outcome.cost = read_cost(json.at("cost"));
  outcome.energy = read_energy(json.at("energy"));
  outcome.mass = json.estimate("mass_kg", kilogram);
  outcome.minimised = json.has("minimised") ? json.estimate("minimised", 1.0)
                                            : goal_estimate(minimised, outcome, outcome.mass.value);
  outcome.height_u = json.number("height_u");
  outcome.rules = json.texts("rules");
  outcome.notes = json.texts("notes");
  outcome.coldest_air = celsius(json.number("coldest_air_c"));
  outcome.machines_on_bus = json.flag("machines_on_bus");
  if (json.has("generator_failures_per_year")) {
    outcome.failures_per_year = json.number("generator_failures_per_year");
    outcome.repair = json.quantity("generator_repair_h", hour);
  }
  for (const JsonView& each : json.list("years", 1000)) {
    outcome.years.push_back(read_year(each, outcome.workloads.size()));
  }
  if (json.has("trace")) outcome.trace = read_trace(json.at("trace"));
  return out;
}

}  // namespace islet
