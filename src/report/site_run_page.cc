#include "report/site_run_page.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "report/figure_text.h"
#include "report/json.h"

namespace islet {
namespace {

std::string share_of(double part, const ServedCounts& counts) {
  return counts.ended() > 0 ? share_text(share_of_ended(part, counts)) : "-";
}

std::string least_text(const SimulatedRun& run) {
  if (!run.least_generator) return "";
  const std::optional<double> above = above_least(run);
  return fmt::format("{:.1f}{}", *run.least_generator / kilowatt_hour,
                     above ? fmt::format(" (+{:.0f} %)", 100 * *above) : "");
}

std::string time_text(double seconds, double samples) {
  return samples > 0 ? text_of(seconds * second) : "";
}

void add_served(Document& page, const SimulatedRun& run) {
  Table table;
  table.columns = {{"workload", Align::left, true}, {"class"},
                   {"asked", Align::right},         {"served", Align::right},
                   {"late", Align::right},          {"degraded", Align::right},
                   {"lost", Align::right}};
  for (const WorkloadServed& each : run.outcome.workloads) {
    const ServedCounts& counts = each.counts;
    table.add({each.name, std::string(name_of(each.work_class)), number_text(counts.arrived()),
               share_of(counts.served, counts), share_of(counts.late, counts),
               share_of(counts.degraded, counts), share_of(counts.lost, counts)});
  }
  page.table(std::move(table));
  std::vector<std::string> notes;
  for (const WorkloadServed& each : run.outcome.workloads) {
    for (const auto& [reason, count] : each.lost_by) {
      std::string why(name_of(reason));
      std::replace(why.begin(), why.end(), '_', ' ');
      notes.push_back(fmt::format("{}: {} lost by {}", each.name,
                                  number_text(static_cast<double>(count)), why));
    }
    if (each.interrupted > 0) {
      notes.push_back(fmt::format(
          "{}: {} ({} of those done) were stopped for want of power; the times leave them out",
          each.name, number_text(each.interrupted), share_text(interrupted_share(each))));
    }
    if (each.counts.open > 0) {
      notes.push_back(fmt::format("{}: {} not ended when the span was over", each.name,
                                  number_text(each.counts.open)));
    }
    for (const auto& [name, planned] : run.planned_share) {
      if (name != each.name) continue;
      notes.push_back(fmt::format("{}: {} not lost here, {} in the planner's whole year", name,
                                  share_of(each.counts.ended() - each.counts.lost, each.counts),
                                  share_text(planned)));
    }
  }
  page.bullets(std::move(notes));
}

/// Classes of the tenants that own several workloads; of others the table above says it.
void add_tenants(Document& page, const SiteOutcome& outcome) {
  if (outcome.tenants.size() == outcome.workloads.size()) return;
  Table table;
  table.columns = {{"tenant", Align::left, true}, {"class"},
                   {"asked", Align::right},       {"served", Align::right},
                   {"late", Align::right},        {"degraded", Align::right},
                   {"lost", Align::right}};
  for (const TenantServed& each : outcome.tenants) {
    bool is_first = true;
    for (int at = 0; at < work_class_count; ++at) {
      const ServedCounts& counts = each.classes[static_cast<std::size_t>(at)];
      if (counts.arrived() <= 0) continue;
      table.add({is_first ? each.name : "", std::string(name_of(work_class_at(at))),
                 number_text(counts.arrived()), share_of(counts.served, counts),
                 share_of(counts.late, counts), share_of(counts.degraded, counts),
                 share_of(counts.lost, counts)});
      is_first = false;
    }
  }
  page.heading("By tenant and class");
  page.table(std::move(table));
}

void add_times(Document& page, const SimulatedRun& run) {
  Table table;
  table.columns = {{"", Align::left, true}, {"mean", Align::right},  {"P50", Align::right},
                   {"P90", Align::right},   {"P99", Align::right},   {"P99.9", Align::right},
                   {"most", Align::right},  {"energy", Align::right}};
  for (const WorkloadServed& each : run.outcome.workloads) {
    const auto row = [&](const std::string& what, const LatencyFigures& of, bool with_energy) {
      if (of.samples <= 0) return;
      table.add({what, time_text(of.mean, of.samples), time_text(of.p50, of.samples),
                 time_text(of.p90, of.samples), time_text(of.p99, of.samples),
                 time_text(of.p999, of.samples), time_text(of.max, of.samples),
                 with_energy ? text_of(energy_each(each)) : ""});
    };
    row(each.name + " first token", each.first_token_s, false);
    row(each.name, each.end_to_end_s, true);
  }
  page.heading("From arrival to result", "energy of one, above idle");
  page.table(std::move(table));
}

void add_energy(Document& page, const SiteOutcome& outcome) {
  const StepFlows& flows = outcome.plant.total;
  page.heading("Energy", fmt::format("{} days", number_text(outcome.span / day)));
  Table table;
  table.columns = {{"from"}, {"", Align::right}, {"to"}, {"", Align::right}};
  table.add({"panels", text_of(flows.panels), "machines, idle", text_of(outcome.idle)});
  table.add({"generator", text_of(flows.generator), "machines, work",
             text_of(outcome.machines - outcome.idle)});
  table.add({"grid", text_of(flows.grid), "cooling", text_of(outcome.plant.cooling)});
  table.add(
      {"battery, net", text_of(flows.taken_from_store), "other loads", text_of(outcome.others)});
  table.add({"unserved", text_of(flows.shortfall), "losses and own draw",
             text_of(flows.conversion_loss + flows.battery_loss + flows.own + flows.heater +
                     flows.dumped)});
  page.table(std::move(table));
  page.paragraph(
      fmt::format("Fuel {}; generator {} in {} starts; {} of sun left in the panels; {}.",
                  text_of(flows.fuel), text_of(outcome.plant.generator_time),
                  outcome.plant.generator_starts, text_of(flows.curtailed),
                  outcome.lowest_charge ? "lowest charge " + share_text(*outcome.lowest_charge)
                                        : "no battery"));
  if (outcome.plant.failed_starts > 0) {
    page.paragraph(fmt::format(
        "The generator failed to start {}, and was gone until it was repaired.",
        outcome.plant.failed_starts == 1 ? "once"
                                         : fmt::format("{} times", outcome.plant.failed_starts)));
  }
  if (outcome.model_loads > 0) {
    page.paragraph(fmt::format("Models took turns in memory {} times, which took {}.",
                               number_text(static_cast<double>(outcome.model_loads)),
                               text_of(outcome.load_energy)));
  }
  if (outcome.brown_out > Duration()) {
    page.paragraph(
        fmt::format("The machines were without power for {}.", text_of(outcome.brown_out)),
        Tone::bad);
  }
}

}  // namespace

Document site_run_page(const SimulatedRun& run) {
  Document page;
  page.title(run.site, fmt::format("{} days from day {}", run.days, run.first_day + 1));
  page.paragraph(
      fmt::format("{}   policy {}   seed {}", run.design, run.outcome.scheduling, run.seed));
  add_served(page, run);
  add_tenants(page, run.outcome);
  add_times(page, run);
  add_energy(page, run.outcome);
  if (run.least_generator) {
    page.paragraph(
        fmt::format("With all weather known beforehand and the batch work anywhere in "
                    "its window the generator would give {} kWh at least.",
                    least_text(run)));
  }
  page.paragraph(
      fmt::format("Weather: {}. Fingerprint {:016x}.", run.weather, run.outcome.fingerprint));
  return page;
}

Table site_run_table(const SimulatedRun& run) {
  Table table;
  for (const char* name : {"workload", "class", "served", "late", "degraded", "lost", "open",
                           "first_token_p99_s", "end_to_end_p99_s", "energy_kwh"}) {
    table.columns.push_back({name});
  }
  for (const WorkloadServed& each : run.outcome.workloads) {
    const ServedCounts& counts = each.counts;
    table.add({each.name, std::string(name_of(each.work_class)), fmt::format("{}", counts.served),
               fmt::format("{}", counts.late), fmt::format("{}", counts.degraded),
               fmt::format("{}", counts.lost), fmt::format("{}", counts.open),
               fmt::format("{:.6g}", each.first_token_s.p99),
               fmt::format("{:.6g}", each.end_to_end_s.p99),
               fmt::format("{:.6g}", each.energy / kilowatt_hour)});
  }
  return table;
}

Document site_policies_page(const std::vector<SimulatedRun>& runs) {
  Document page;
  page.title(runs.front().site,
             fmt::format("{} days from day {}", runs.front().days, runs.front().first_day + 1));
  page.paragraph(fmt::format("{}   seed {}", runs.front().design, runs.front().seed));
  Table table = site_policies_table(runs);
  page.table(std::move(table));
  return page;
}

Table site_policies_table(const std::vector<SimulatedRun>& runs) {
  Table table;
  table.columns = {{"policy"},
                   {"workload", Align::left, true},
                   {"served", Align::right},
                   {"late", Align::right},
                   {"lost", Align::right},
                   {"first P99", Align::right},
                   {"whole P99", Align::right},
                   {"generator kWh", Align::right},
                   {"fuel l", Align::right}};
  const bool bounded = runs.front().least_generator.has_value();
  if (bounded) table.columns.push_back({"least kWh", Align::right});
  for (const SimulatedRun& run : runs) {
    bool first = true;
    for (const WorkloadServed& each : run.outcome.workloads) {
      const ServedCounts& counts = each.counts;
      const StepFlows& flows = run.outcome.plant.total;
      std::vector<Cell> row = {first ? run.outcome.scheduling : "",
                               each.name,
                               share_of(counts.served + counts.degraded, counts),
                               share_of(counts.late, counts),
                               share_of(counts.lost, counts),
                               time_text(each.first_token_s.p99, each.first_token_s.samples),
                               time_text(each.end_to_end_s.p99, each.end_to_end_s.samples),
                               first ? fmt::format("{:.1f}", flows.generator / kilowatt_hour) : "",
                               first ? fmt::format("{:.1f}", flows.fuel / litre) : ""};
      if (bounded) row.push_back(first ? least_text(run) : "");
      table.add(std::move(row));
      first = false;
    }
  }
  return table;
}

std::string replay_text(const ReplayOutcome& outcome, bool as_json) {
  if (as_json) {
    return enveloped("islet/simulate/1", {}, outcome.is_same,
                     Json{{"events", outcome.events},
                          {"same", outcome.is_same},
                          {"line", outcome.line},
                          {"recorded", outcome.recorded},
                          {"replayed", outcome.replayed}});
  }
  if (outcome.is_same) {
    return fmt::format("{} events replayed: every decision is the same\n", outcome.events);
  }
  return fmt::format("line {} differs\n  recorded: {}\n  replayed: {}\n", outcome.line,
                     outcome.recorded, outcome.replayed);
}

}  // namespace islet
