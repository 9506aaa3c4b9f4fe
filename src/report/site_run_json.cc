// The same runs as `site_run_page`, for programs: schema "islet/simulate/1".
#include <algorithm>

#include <fmt/format.h>

#include "report/json.h"
#include "report/site_run_page.h"

namespace islet {
namespace {

Json json_of(const ServedCounts& counts) {
  return Json{{"served", counts.served},
              {"late", counts.late},
              {"degraded", counts.degraded},
              {"lost", counts.lost},
              {"open", counts.open},
              {"arrived", counts.arrived()},
              {"served_share", share_of_ended(counts.served, counts)},
              {"late_share", share_of_ended(counts.late, counts)},
              {"degraded_share", share_of_ended(counts.degraded, counts)},
              {"lost_share", share_of_ended(counts.lost, counts)}};
}

Json json_of(const LatencyFigures& figures) {
  if (figures.samples <= 0) return nullptr;
  return Json{{"mean", figures.mean},      {"p50", figures.p50},   {"p90", figures.p90},
              {"p99", figures.p99},        {"p999", figures.p999}, {"max", figures.max},
              {"samples", figures.samples}};
}

Json json_of(const WorkloadServed& workload) {
  Json out{{"name", workload.name},
           {"kind", name_of(workload.kind)},
           {"class", name_of(workload.work_class)}};
  out.update(json_of(workload.counts));
  out["first_token_s"] = json_of(workload.first_token_s);
  out["end_to_end_s"] = json_of(workload.end_to_end_s);
  out["interrupted"] = workload.interrupted;
  out["interrupted_share"] = interrupted_share(workload);
  out["energy_kwh"] = workload.energy / kilowatt_hour;
  out["energy_each_j"] = energy_each(workload) / joule;
  Json lost = Json::object();
  for (const auto& [reason, count] : workload.lost_by) {
    lost[std::string(name_of(reason))] = count;
  }
  out["lost_by"] = std::move(lost);
  return out;
}

Json energy_json(const SiteOutcome& outcome) {
  const StepFlows& flows = outcome.plant.total;
  return Json{{"used_kwh", flows.load / kilowatt_hour},
              {"panels_kwh", flows.panels / kilowatt_hour},
              {"curtailed_kwh", flows.curtailed / kilowatt_hour},
              {"generator_kwh", flows.generator / kilowatt_hour},
              {"grid_kwh", flows.grid / kilowatt_hour},
              {"grid_cost_usd", outcome.plant.grid_cost / dollar},
              {"battery_in_kwh", flows.battery_in / kilowatt_hour},
              {"battery_out_kwh", flows.battery_out / kilowatt_hour},
              {"losses_kwh", (flows.conversion_loss + flows.battery_loss) / kilowatt_hour},
              {"unserved_kwh", flows.shortfall / kilowatt_hour},
              {"fuel_l", flows.fuel / litre},
              {"generator_h", outcome.plant.generator_time / hour},
              {"generator_starts", outcome.plant.generator_starts},
              {"failed_starts", outcome.plant.failed_starts},
              {"machines_idle_kwh", outcome.idle / kilowatt_hour},
              {"machines_work_kwh", (outcome.machines - outcome.idle) / kilowatt_hour},
              {"model_loads", outcome.model_loads},
              {"model_loads_kwh", outcome.load_energy / kilowatt_hour},
              {"cooling_kwh", outcome.plant.cooling / kilowatt_hour},
              {"other_loads_kwh", outcome.others / kilowatt_hour},
              {"stored_at_start_kwh", outcome.plant.stored_at_start / kilowatt_hour},
              {"stored_at_end_kwh", outcome.plant.stored_at_end / kilowatt_hour},
              {"lowest_charge", outcome.lowest_charge ? Json(*outcome.lowest_charge) : Json()},
              {"brown_out_h", outcome.brown_out / hour},
              {"balance_error", outcome.energy_error}};
}

/// Steps of `when_short` that a workload took, and the most that one of them saved.
Json ladder_of(const SiteOutcome& outcome, std::size_t workload) {
  int level = 0;
  int down = 0;
  int up = 0;
  Power most;
  for (const LadderMove& move : outcome.ladder) {
    if (move.workload != workload) continue;
    (move.level > level ? down : up) += 1;
    level = move.level;
    most = std::max(most, move.saved);
  }
  return Json{{"down", down}, {"up", up}, {"saved_w_most", most / watt}};
}

Json classes_json(const PerClass<ServedCounts>& all) {
  Json classes = Json::object();
  for (int at = 0; at < work_class_count; ++at) {
    const ServedCounts& counts = all[static_cast<std::size_t>(at)];
    if (counts.arrived() > 0) classes[std::string(name_of(work_class_at(at)))] = json_of(counts);
  }
  return classes;
}

Json tenants_json(const SiteOutcome& outcome) {
  Json tenants = Json::array();
  for (const TenantServed& each : outcome.tenants) {
    tenants.push_back({{"tenant", each.name}, {"classes", classes_json(each.classes)}});
  }
  return tenants;
}

Json result_json(const SimulatedRun& run) {
  Json workloads = Json::array();
  for (std::size_t at = 0; at < run.outcome.workloads.size(); ++at) {
    workloads.push_back(json_of(run.outcome.workloads[at]));
    workloads.back()["ladder"] = ladder_of(run.outcome, at);
  }
  for (Json& each : workloads) {
    for (const auto& [name, planned] : run.planned_share) {
      if (each["name"] == name) each["planned_served_share"] = planned;
    }
  }
  Json energy = energy_json(run.outcome);
  if (run.least_generator) {
    energy["least_generator_kwh"] = *run.least_generator / kilowatt_hour;
    const std::optional<double> above = above_least(run);
    energy["above_least"] = above ? Json(*above) : Json(nullptr);
  }
  Json ladder = Json::array();
  for (const LadderMove& move : run.outcome.ladder) {
    ladder.push_back({{"t_s", between(Instant(), move.at) / second},
                      {"workload", run.outcome.workloads[move.workload].name},
                      {"step", move.level},
                      {"saved_w", move.saved / watt}});
  }
  return Json{{"site", run.site},
              {"design", run.design},
              {"weather", run.weather},
              {"policy", run.outcome.scheduling},
              {"seed", run.seed},
              {"first_day", run.first_day + 1},
              {"days", run.days},
              {"workloads", std::move(workloads)},
              {"classes", classes_json(run.outcome.classes)},
              {"tenants", tenants_json(run.outcome)},
              {"energy", std::move(energy)},
              {"preempted", run.outcome.preempted},
              {"waiting_most", run.outcome.waiting_most},
              {"ladder_moves", run.outcome.ladder_moves},
              {"ladder", std::move(ladder)},
              {"fingerprint", fmt::format("{:016x}", run.outcome.fingerprint)}};
}

}  // namespace

std::string site_run_json(const SimulatedRun& run, const std::vector<Error>& warnings) {
  return enveloped("islet/simulate/1", warnings, true, result_json(run));
}

std::string chaos_json(int seeds, std::int64_t failed, const std::string& again) {
  return enveloped("islet/simulate/1", {}, failed == 0,
                   Json{{"seeds", seeds}, {"failed", failed}, {"again", again}});
}

std::string site_policies_json(const std::vector<SimulatedRun>& runs,
                               const std::vector<Error>& warnings) {
  Json list = Json::array();
  for (const SimulatedRun& run : runs) list.push_back(result_json(run));
  return enveloped("islet/simulate/1", warnings, true, Json{{"policies", std::move(list)}});
}

}  // namespace islet
