#include "report/design_json.h"

#include <string>
#include <utility>

#include "perf/drafted_step.h"
#include "report/trace_json.h"

namespace islet {
namespace {

template <class Record>
Json id_of(const Record* record) {
  return record == nullptr ? Json() : Json(record->id);
}

template <class Record>
std::string name_of_record(const Record* record) {
  return record == nullptr ? "" : record->name;
}

Json groups_json(const DesignOutcome& design) {
  Json out = Json::array();
  for (std::size_t index = 0; index < design.design.compute.groups.size(); ++index) {
    const ComputeGroup& group = design.design.compute.groups[index];
    Json one = {{"accelerator", id_of(group.accelerator)},
                {"accelerator_name", name_of_record(group.accelerator)},
                {"host", id_of(group.host)},
                {"host_name", name_of_record(group.host)},
                {"cards_per_host", group.cards_per_host},
                {"hosts", group.hosts},
                {"spare_hosts", group.spare_hosts},
                {"cards", group.cards()},
                {"power_cap_w", group.cap > Power() ? Json(group.cap / watt) : Json(nullptr)}};
    if (index < design.memory.size()) {
      const GroupMemory& memory = design.memory[index];
      one["device_memory"] = {{"weights_gb", memory.weights / gigabyte},
                              {"cache_gb", memory.cache / gigabyte},
                              {"work_space_gb", memory.work_space / gigabyte},
                              {"usable_gb", memory.usable / gigabyte}};
    }
    out.push_back(std::move(one));
  }
  return out;
}

Json power_json(const PowerDesign& power) {
  Json out = {{"panels_kwp", power.panels / kilowatt},
              {"panels_bought_kwp", power.panels_bought / kilowatt},
              {"panel", id_of(power.module)},
              {"tilt_deg", power.tilt_deg},
              {"azimuth_deg", power.azimuth_deg},
              {"battery", id_of(power.battery)},
              {"storage_kwh", power.storage / kilowatt_hour},
              {"storage_bought_kwh", power.storage_bought / kilowatt_hour},
              {"generator", id_of(power.generator)}};
  if (power.is_tracking) out["panel_mount"] = "tracker";
  out["generator_kw"] = power.generator == nullptr ? 0.0 : power.generator->rated / kilowatt;
  out["generator_fuel"] = power.generator == nullptr ? "" : power.generator->fuel;
  out["tank_l"] = power.tank / litre;
  if (power.repair_reserve > Duration()) out["repair_reserve_h"] = power.repair_reserve / hour;
  out["inverter"] = id_of(power.inverter);
  out["inverters"] = power.inverters;
  if (power.ups != nullptr) {
    out["ups"] = power.ups->id;
    out["upses"] = power.upses;
    out["ups_kw"] = power.upses * power.ups->rated / kilowatt;
    out["ups_efficiency_share"] = power.ups_efficiency;
  }
  out["charge_controller"] = id_of(power.controller);
  out["charge_controllers"] = power.controllers;
  if (power.grid_inverter > Power()) out["grid_inverter_kw"] = power.grid_inverter / kilowatt;
  if (power.converter != nullptr) {
    out["converter"] = power.converter->name;
    out["converter_kw"] = power.converted / kilowatt;
  }
  out["cooler"] = id_of(power.cooler);
  out["coolers"] = power.coolers;
  out["enclosure"] = id_of(power.enclosure);
  out["names"] = {{"panel", name_of_record(power.module)},
                  {"battery", name_of_record(power.battery)},
                  {"generator", name_of_record(power.generator)},
                  {"inverter", name_of_record(power.inverter)},
                  {"charge_controller", name_of_record(power.controller)},
                  {"cooler", name_of_record(power.cooler)},
                  {"enclosure", name_of_record(power.enclosure)}};
  if (power.ups != nullptr) out["names"]["ups"] = power.ups->name;
  return out;
}

void add_times(const WorkloadOutcome& workload, Json& out) {
  const auto add = [&](const char* key, const Estimate<Duration>& estimate) {
    out[key] = json_of(estimate, second);
  };
  add("latency_p50_s", workload.p50);
  add("latency_p95_s", workload.p95);
  add("latency_p99_s", workload.p99);
  if (workload.first_token_p99.value <= Duration()) return;
  add("first_token_p50_s", workload.first_token_p50);
  add("first_token_p95_s", workload.first_token_p95);
  add("first_token_p99_s", workload.first_token_p99);
  out["user_speed_tokens_per_s"] = json_of(workload.user_speed, token / second);
}

Json workload_json(const WorkloadOutcome& workload) {
  Json out = {{"name", workload.name},
              {"kind", name_of(workload.kind)},
              {"importance", name_of(workload.importance)}};
  if (workload.group < 0) {
    out["group"] = nullptr;
    out["share_served"] = json_of(workload.served, 1.0);
    return out;
  }
  out["group"] = workload.group;
  out["choice"] = workload.choice;
  out["model"] = workload.model;
  out["precision"] = workload.precision;
  out["engine"] = workload.engine;
  if (!workload.draft.empty()) {
    out["draft"] = workload.draft;
    out["draft_tokens"] = workload.draft_length;
    out["draft_acceptance_share"] = json_of(assumed_acceptance(), 1.0);
  }
  out["tensor"] = workload.tensor;
  out["replicas"] = workload.replicas;
  add_times(workload, out);
  out["share_busy"] = workload.busy_share;
  out["share_served"] = json_of(workload.served, 1.0);
  out["share_degraded"] = workload.degraded;
  out["longest_gap_h"] = workload.longest_gap / hour;
  out["units_per_year"] = workload.units_per_year;
  out["tokens_per_year"] = workload.tokens_per_year;
  out["energy_per_unit_wh"] = json_of(workload.energy_per_unit, watt_hour);
  out["cost_per_unit_usd"] = json_of(workload.cost_per_unit, dollar);
  out["cost_per_million_tokens_usd"] = workload.cost_per_million_tokens
                                           ? json_of(*workload.cost_per_million_tokens, dollar)
                                           : Json();
  return out;
}

Json bill_json(const DesignOutcome& design) {
  Json out = Json::array();
  for (const BillItem& item : design.bill) {
    out.push_back({{"what", item.what},
                   {"part", item.part},
                   {"record", item.record},
                   {"count", item.count},
                   {"unit", item.unit},
                   {"cost_usd", json_of(item.cost, dollar)}});
    if (item.worth > Money()) out.back()["worth_usd"] = item.worth / dollar;
  }
  return out;
}

Json cash_json(const std::vector<CashYear>& cash) {
  Json out = Json::array();
  for (const CashYear& each : cash) {
    out.push_back({{"bought_usd", each.capital / dollar},
                   {"replaced_usd", each.replacement / dollar},
                   {"operation_usd", each.operation / dollar},
                   {"fuel_and_grid_usd", each.fuel / dollar},
                   {"rest_value_usd", each.salvage / dollar}});
  }
  return out;
}

Json cost_json(const CostSummary& cost) {
  return {{"lifetime_usd", json_of(cost.lifetime, dollar)},
          {"purchase_usd", json_of(cost.purchase, dollar)},
          {"replacement_usd", json_of(cost.replacement, dollar)},
          {"operation_usd", json_of(cost.operation, dollar)},
          {"fuel_and_grid_usd", json_of(cost.fuel, dollar)},
          {"link_usd", json_of(cost.link, dollar)},
          {"missed_work_usd", json_of(cost.missed_work, dollar)},
          {"salvage_usd", json_of(cost.salvage, dollar)},
          {"energy_usd_per_kwh", json_of(cost.energy_per_kwh, dollar)},
          {"cash_by_year", cash_json(cost.cash)}};
}

Json months_json(const EnergySummary& energy) {
  Json out = Json::array();
  for (const EnergySummary::Month& month : energy.months) {
    out.push_back({{"used_kwh", month.used / kilowatt_hour},
                   {"panels_kwh", month.panels / kilowatt_hour},
                   {"generator_kwh", month.generator / kilowatt_hour},
                   {"grid_kwh", month.grid / kilowatt_hour},
                   {"unserved_kwh", month.unserved / kilowatt_hour}});
  }
  return out;
}

Json energy_json(const EnergySummary& energy) {
  Json out;
  const auto yearly = [&](const char* key, const Estimate<Energy>& estimate) {
    out[key] = json_of(estimate, kilowatt_hour);
  };
  yearly("used_kwh_per_year", energy.used);
  yearly("cooling_kwh_per_year", energy.cooling);
  yearly("panels_kwh_per_year", energy.panels);
  yearly("generator_kwh_per_year", energy.generator);
  yearly("grid_kwh_per_year", energy.grid);
  yearly("losses_kwh_per_year", energy.losses);
  yearly("curtailed_kwh_per_year", energy.curtailed);
  yearly("unserved_kwh_per_year", energy.unserved);
  out["fuel_l_per_year"] = json_of(energy.fuel, litre);
  out["generator_h_per_year"] = json_of(energy.generator_time, hour);
  out["generator_starts_per_year"] = energy.generator_starts;
  out["share_renewable"] = json_of(energy.renewable, 1.0);
  out["battery_cycles_per_year"] = json_of(energy.battery_cycles, 1.0);
  out["lowest_charge_share"] = energy.lowest_charge;
  out["mean_power_w"] = json_of(energy.mean_power, watt);
  out["p99_power_w"] = json_of(energy.p99_power, watt);
  out["peak_power_w"] = json_of(energy.peak_power, watt);
  out["ride_through_h"] = json_of(energy.ride_through, hour);
  out["months"] = months_json(energy);
  return out;
}

const char* unit_of(Measure measure) {
  switch (measure) {
    case Measure::share:
      return "share";
    case Measure::duration:
      return "s";
    case Measure::power:
      return "w";
    case Measure::money:
      return "usd";
    case Measure::mass:
      return "g";
    case Measure::token_rate:
      return "tokens_per_s";
    case Measure::count:
      return "count";
    case Measure::noise_dba:
      return "dba";
    case Measure::energy:
      return "j";
  }
  return "";
}

Json span_json(const SimulatedSpan& span) {
  Json workloads = Json::array();
  for (const SimulatedSpan::Work& work : span.work) {
    workloads.push_back({{"name", work.name},
                         {"asked", work.asked},
                         {"served", work.served},
                         {"late", work.late},
                         {"degraded", work.degraded},
                         {"lost", work.lost},
                         {"latency_p99_s", work.p99 / second},
                         {"first_token_p99_s", work.first_token_p99 / second}});
  }
  return Json{{"span", span.what},
              {"days", span.days},
              {"fuel_l", span.fuel / litre},
              {"brown_out_h", span.brown_out / hour},
              {"workloads", std::move(workloads)}};
}

Json requirements_json(const DesignOutcome& design) {
  Json out = Json::array();
  for (const Requirement& each : design.requirements) {
    out.push_back({{"subject", each.subject},
                   {"what", each.what},
                   {"key", each.key},
                   {"unit", unit_of(each.measure)},
                   {"sense", each.sense == Sense::at_least ? "at_least" : "at_most"},
                   {"wanted", each.bound},
                   {"found", json_of(each.found, 1.0)},
                   {"met", each.met},
                   {"slack_share", each.slack}});
    if (each.with_failures) out.back()["with_failures"] = *each.with_failures;
  }
  return out;
}

}  // namespace

Json design_json(const DesignOutcome& design, const Site& site) {
  Json workloads = Json::array();
  for (const WorkloadOutcome& workload : design.workloads) {
    workloads.push_back(workload_json(workload));
  }
  Json placements = Json::array();
  for (const Placement& each : design.design.compute.placements) {
    const auto index = static_cast<std::size_t>(each.workload);
    placements.push_back(
        {{"workload", index < site.workloads.size() ? site.workloads[index].name : ""},
         {"group", each.group},
         {"choice", each.choice == nullptr ? "" : each.choice->name},
         {"model", id_of(each.model)},
         {"tensor", each.tensor},
         {"replicas", each.replicas},
         {"engine", each.engine}});
    if (each.draft == nullptr) continue;
    placements.back()["draft"] = each.draft->id;
    placements.back()["draft_tokens"] = each.draft_length;
  }
  Json simulated = Json::array();
  for (const SimulatedSpan& span : design.simulated) simulated.push_back(span_json(span));
  Json out = {{"title", design.title},
              {"feasible", design.feasible},
              {"confidence_share", design.confidence},
              {"joint_odds_share", design.joint_odds ? Json(*design.joint_odds) : Json(nullptr)},
              {"simulated", std::move(simulated)},
              {"simulated_short", design.simulated_short},
              {"lost_by", design.lost_by},
              {"compute", groups_json(design)},
              {"placements", std::move(placements)},
              {"power", power_json(design.design.power)},
              {"machines_on_bus", design.machines_on_bus},
              {"workloads", std::move(workloads)},
              {"requirements", requirements_json(design)},
              {"bill", bill_json(design)},
              {"cost", cost_json(design.cost)},
              {"energy", energy_json(design.energy)},
              {"minimised", json_of(design.minimised, 1.0)},
              {"mass_kg", json_of(design.mass, kilogram)},
              {"height_u", design.height_u},
              {"rules", design.rules},
              {"notes", design.notes},
              {"coldest_air_c", design.coldest_air.in_celsius()},
              {"years", years_json(design.years)}};
  if (design.failures_per_year > 0) {
    out["generator_failures_per_year"] = design.failures_per_year;
    out["generator_repair_h"] = design.repair / hour;
  }
  if (design.trace) out["trace"] = trace_json(*design.trace);
  return out;
}

}  // namespace islet
