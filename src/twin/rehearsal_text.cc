#include "twin/rehearsal_text.h"

#include <fmt/format.h>

#include "net/json.h"

namespace islet {
namespace {

std::string counts_text(const std::map<std::string, std::int64_t>& counts) {
  std::string out = "{";
  for (const auto& [name, count] : counts) {
    fmt::format_to(std::back_inserter(out), "{}{}:{}", out.size() > 1 ? "," : "", json_text(name),
                   count);
  }
  return out + "}";
}

std::string alarms_text(const std::map<std::string, SeenAlarm>& alarms) {
  std::string out = "{";
  for (const auto& [name, seen] : alarms) {
    fmt::format_to(std::back_inserter(out), "{}{}:{{\"looks\":{},\"first_s\":{:.2f},\"how\":{}}}",
                   out.size() > 1 ? "," : "", json_text(name), seen.looks, seen.first / second,
                   json_text(seen.how));
  }
  return out + "}";
}

}  // namespace

std::string json_of(const RehearsalOutcome& outcome) {
  std::string out = fmt::format("{{\"span_s\":{:.0f},\"workloads\":[", outcome.span / second);
  for (std::size_t i = 0; i < outcome.work.size(); ++i) {
    const RehearsedWork& work = outcome.work[i];
    fmt::format_to(std::back_inserter(out),
                   "{}{{\"name\":{},\"class\":\"{}\",\"asked\":{},\"served\":{},\"late\":{},"
                   "\"degraded\":{},\"lost\":{},\"open\":{},\"lost_by\":{}}}",
                   i > 0 ? "," : "", json_text(work.name), name_of(work.work_class), work.asked,
                   work.served, work.late, work.degraded, work.lost, work.open,
                   counts_text(work.lost_by));
  }
  const StepFlows& flows = outcome.plant.total;
  fmt::format_to(
      std::back_inserter(out),
      "],\"energy\":{{\"panels_kwh\":{:.4f},\"curtailed_kwh\":{:.4f},"
      "\"generator_kwh\":{:.4f},\"grid_kwh\":{:.4f},\"machines_kwh\":{:.4f},"
      "\"unserved_kwh\":{:.4f},\"shed_kwh\":{:.4f},\"fuel_l\":{:.4f},\"charge_at_end\":{:.4f},"
      "\"generator_starts\":{},\"failed_cranks\":{}}}",
      flows.panels / kilowatt_hour, flows.curtailed / kilowatt_hour,
      flows.generator / kilowatt_hour, flows.grid / kilowatt_hour,
      outcome.plant.machines / kilowatt_hour, flows.shortfall / kilowatt_hour,
      outcome.plant.shed / kilowatt_hour, flows.fuel / litre, outcome.charge, outcome.plant.starts,
      outcome.plant.failed_cranks);
  const LedgerSums& ledger = outcome.ledger;
  fmt::format_to(std::back_inserter(out),
                 ",\"ledger\":{{\"requests_kwh\":{:.4f},\"waiting_kwh\":{:.4f},"
                 "\"standing_kwh\":{:.4f},\"rows\":{},\"hours\":{},\"residual\":{:.5f}}}",
                 ledger.requests / kilowatt_hour, ledger.waiting / kilowatt_hour,
                 ledger.standing / kilowatt_hour, ledger.rows, outcome.hours, outcome.residual);
  fmt::format_to(std::back_inserter(out),
                 ",\"envelope\":{{\"longest_over_s\":{:.3f},\"by_meter_s\":{:.3f},\"bridges\":{},"
                 "\"readings\":{},\"longest_promised_s\":{:.3f},\"swings\":{},"
                 "\"meter_period_s\":{:.2f}}},"
                 "\"heat\":{{\"hottest_c\":{:.2f},\"inlet_max_c\":{:.2f},"
                 "\"spare_k\":{:.2f},\"highest_stage\":{}}},"
                 "\"alarms\":{},\"forecast\":{},\"twin\":{}}}",
                 outcome.longest_over / second, outcome.standing.longest_over / second,
                 outcome.standing.bridges, outcome.standing.readings,
                 outcome.longest_promised / second, outcome.swings, outcome.meter_period / second,
                 outcome.hottest.in_celsius(), outcome.inlet_max.in_celsius(),
                 (outcome.inlet_max - outcome.hottest) / kelvin, outcome.heat_stage,
                 alarms_text(outcome.alarms), outcome.forecast.empty() ? "null" : outcome.forecast,
                 outcome.twin.empty() ? "null" : outcome.twin);
  return out;
}

}  // namespace islet
