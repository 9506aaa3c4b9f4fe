#include "report/serving_page.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "report/figure_text.h"
#include "report/json.h"
#include "report/policy_page.h"
#include "report/sample_json.h"
#include "report/serving_json.h"

namespace islet {
namespace {

struct Row {
  const char* key;
  const char* label;
  const SampleSummary* summary;
};

std::array<Row, 5> rows_of(const ServingSummary& summary) {
  return {{{"first_token_s", "to the first token", &summary.first_token_s},
           {"per_token_s", "for each token after", &summary.per_token_s},
           {"end_to_end_s", "end to end", &summary.end_to_end_s},
           {"waiting_s", "of it in the queue", &summary.waiting_s},
           {"energy_j", "energy of the boards", &summary.energy_j}}};
}

bool is_energy(const Row& row) { return std::string_view(row.key) == "energy_j"; }

std::string shown(const Row& row, double value) {
  return is_energy(row) ? text_of(value * joule) : text_of(value * second);
}

const char* reason_of(EndState state) {
  switch (state) {
    case EndState::refused_empty:
      return "without a prompt or a reply";
    case EndState::refused_context:
      return "longer than the model's context";
    case EndState::refused_cache:
      return "longer than the whole cache";
    case EndState::refused_queue:
      return "came when the queue was full";
    case EndState::expired:
      return "ended by their deadline";
    case EndState::turned_away:
      return "turned away by the scheduler";
    case EndState::finished:
    case EndState::cancelled:
      break;
  }
  return "cancelled";
}

void add_ends(Document& page, const ServingSummary& summary) {
  std::vector<std::string> refused;
  for (int state = 1; state < end_state_count; ++state) {
    const auto each = static_cast<EndState>(state);
    const std::int64_t count = summary.in(each);
    if (count == 0) continue;
    refused.push_back(
        fmt::format("{} {}", count_text(static_cast<double>(count)), reason_of(each)));
  }
  if (refused.empty()) return;
  page.paragraph("Not served:", Tone::bad);
  page.bullets(std::move(refused));
}

Table latency_table(const ServingSummary& summary) {
  Table table;
  table.columns = {{"", Align::left, true}, {"mean", Align::right}, {"P50", Align::right},
                   {"P90", Align::right},   {"P99", Align::right},  {"P99.9", Align::right},
                   {"most", Align::right}};
  for (const Row& row : rows_of(summary)) {
    const SampleSummary& of = *row.summary;
    const auto sure = [&](const SampledFigure& figure) {
      return shown(row, figure.value) + (figure.is_enough ? "" : " ?");
    };
    table.add({row.label, shown(row, of.mean.value), sure(of.p50), sure(of.p90), sure(of.p99),
               sure(of.p999), shown(row, of.max)});
  }
  return table;
}

/// "61.2..65.4 ms": the unit once where both have the same.
std::string range_text(std::string low, const std::string& high) {
  const std::size_t unit = low.rfind(' ');
  if (unit != std::string::npos && high.ends_with(low.substr(unit))) low.resize(unit);
  return low + ".." + high;
}

/// Where each figure lies in 19 of 20 such runs.
Table interval_table(const ServingSummary& summary) {
  Table table;
  table.columns = {{"", Align::left, true}, {"mean", Align::right}, {"P50", Align::right},
                   {"P90", Align::right},   {"P99", Align::right},  {"P99.9", Align::right},
                   {"most", Align::right}};
  for (const Row& row : rows_of(summary)) {
    const SampleSummary& of = *row.summary;
    const auto range = [&](const SampledFigure& figure) {
      if (!figure.is_enough) return std::string("?");
      return range_text(shown(row, figure.low), shown(row, figure.high));
    };
    const std::string most = of.max_of_a_run.is_enough ? range(of.max_of_a_run) : "-";
    table.add({row.label, range(of.mean), range(of.p50), range(of.p90), range(of.p99),
               range(of.p999), most});
  }
  return table;
}

void add_certainty(Document& page, const ServedTrace& served) {
  const ServingSummary& summary = served.run.summary;
  std::string weak;
  const SampleSummary& whole = summary.end_to_end_s;
  if (!whole.p999.is_enough) weak = "P99.9";
  if (!whole.p99.is_enough) weak = "P99 and P99.9";
  const std::string how =
      served.run.replications > 1
          ? fmt::format("by {} runs with seeds of their own", served.run.replications)
          : "by batch means";
  page.heading("In 19 of 20 such runs", how);
  page.table(interval_table(summary));
  if (!weak.empty()) page.paragraph("Not enough samples for " + weak + " (marked ?).");
  page.paragraph(served.run.replications > 1
                     ? "The most: mean over the runs of the largest of each."
                     : "No interval for the most: more requests give a larger one. "
                       "`--replications` gives that of a run of this length.");
}

void add_classes(Document& page, const ServingRun& run) {
  Table table;
  table.columns = {{"class", Align::left, true},      {"requests", Align::right},
                   {"turned away", Align::right},     {"late", Align::right},
                   {"first token P50", Align::right}, {"P99", Align::right},
                   {"end to end P99", Align::right}};
  for (int index = 0; index < work_class_count; ++index) {
    const ClassFigures& of = run.summary.classes[static_cast<std::size_t>(index)];
    if (of.requests == 0) continue;
    const auto count = [](std::int64_t number) { return count_text(static_cast<double>(number)); };
    table.add({std::string(name_of(work_class_at(index))), count(of.requests),
               count(of.turned_away), count(of.late), text_of(of.first_token_s.p50.value * second),
               text_of(of.first_token_s.p99.value * second),
               text_of(of.end_to_end_s.p99.value * second)});
  }
  page.heading("Scheduling",
               "policy " + run.policy + (run.replications > 1 ? ", the first run" : ""));
  page.table(std::move(table));
  std::vector<std::string> reasons;
  for (int index = 0; index < reason_count; ++index) {
    const std::int64_t count = run.tally.rejected[static_cast<std::size_t>(index)];
    if (count == 0) continue;
    reasons.push_back(fmt::format("{} turned away: {}", count_text(static_cast<double>(count)),
                                  name_of(static_cast<Reason>(index))));
  }
  if (run.tally.parked > 0) {
    reasons.push_back(fmt::format("{} times one was taken aside with its cache",
                                  count_text(static_cast<double>(run.tally.parked))));
  }
  if (run.tally.dropped > 0) {
    reasons.push_back(fmt::format("{} times one was stopped and computed again",
                                  count_text(static_cast<double>(run.tally.dropped))));
  }
  if (!reasons.empty()) page.bullets(std::move(reasons));
}

/// Name of a tenant, or its number where the trace names too many.
std::string tenant_text(const TenantFigures& tenant, const TraceScan& scan) {
  if (tenant.tenant == 0) return "all others";
  const auto name = scan.tenant_names.find(tenant.tenant);
  return name == scan.tenant_names.end() ? fingerprint_text(tenant.tenant) : name->second;
}

void add_tenants(Document& page, const ServedTrace& served) {
  if (served.run.summary.tenants.empty()) return;
  Table table;
  table.columns = {{"tenant", Align::left, true},    {"requests", Align::right},
                   {"not served", Align::right},     {"late", Align::right},
                   {"reply tokens", Align::right},   {"first token P99", Align::right},
                   {"end to end P99", Align::right}, {"energy", Align::right}};
  const auto count = [](std::int64_t number) { return count_text(static_cast<double>(number)); };
  for (const TenantFigures& each : served.run.summary.tenants) {
    const ClassFigures& of = each.of;
    table.add({tenant_text(each, served.scan), count(of.requests), count(of.requests - of.finished),
               count(of.late), count(of.output_tokens),
               text_of(of.first_token_s.p99.value * second),
               text_of(of.end_to_end_s.p99.value * second), text_of(each.energy)});
  }
  page.heading("Tenants", served.run.replications > 1 ? "the first run" : "");
  page.table(std::move(table));
}

Json tenants_json(const ServedTrace& served) {
  Json list = Json::array();
  for (const TenantFigures& each : served.run.summary.tenants) {
    const ClassFigures& of = each.of;
    list.push_back({{"tenant", tenant_text(each, served.scan)},
                    {"requests", of.requests},
                    {"finished", of.finished},
                    {"late", of.late},
                    {"turned_away", of.turned_away},
                    {"output_tokens", of.output_tokens},
                    {"first_token_s", percentiles_json(of.first_token_s)},
                    {"end_to_end_s", percentiles_json(of.end_to_end_s)},
                    {"energy_j", each.energy / joule}});
  }
  return list;
}

void add_work(Document& page, const ServedTrace& served) {
  const ServingSummary& summary = served.run.summary;
  const EngineUse& use = served.run.use;
  const double span = std::max(1e-9, served.run.span / second);
  // All replications stand one after the other in `span`.
  const double engines = static_cast<double>(served.setup.replicas + served.setup.prompt_replicas);
  const Energy all = use.working + use.idle;
  const auto finished =
      static_cast<double>(std::max<std::int64_t>(1, summary.in(EndState::finished)));
  Table table;
  table.columns = {{"figure", Align::left, true}, {"value", Align::right}};
  table.show_names = false;
  table.add({"time from first arrival on", text_of(served.run.span)});
  table.add({"reply tokens",
             text_of(static_cast<double>(summary.output_tokens) / span * token / second)});
  table.add({"prompt tokens",
             text_of(static_cast<double>(summary.prompt_tokens) / span * token / second)});
  table.add({"prompt tokens found in the cache",
             share_text(static_cast<double>(summary.reused_tokens) /
                        std::max(1.0, static_cast<double>(summary.prompt_tokens)))});
  table.add({"engines at work", share_text(use.busy / second / span / engines)});
  const double busy_s = std::max(1e-9, use.busy / second);
  table.add({"in the queue of an engine while it works, mean and most",
             fmt::format("{:.3g}, {}", use.waited / second / busy_s, use.waiting_most)});
  table.add({"of the cache taken then", share_text(use.cache_held / second / busy_s)});
  if (served.run.adapter_loads > 0) {
    table.add({"adapters loaded", count_text(static_cast<double>(served.run.adapter_loads))});
  }
  table.add({"sequences sent back for want of cache",
             count_text(static_cast<double>(summary.preemptions))});
  table.add({"energy of the boards", text_of(all)});
  table.add({"for one request, idle time shared out", text_of(all / finished)});
  page.heading("Work");
  page.table(std::move(table));
}

std::string setting_text(const ServedTrace& served) {
  const EngineSettings& engine = served.setup.engine;
  return fmt::format(
      "{} in {}, {} replica(s) of {} rank(s), tensor {}, pipeline {}; at most {} sequences and {} "
      "tokens a step; {} cache blocks of {} tokens in each rank.",
      served.engine, name_of(served.layout.weights), served.setup.replicas, engine.ranks,
      served.layout.tensor, served.layout.pipeline, engine.max_sequences, engine.token_budget,
      engine.cache_blocks, block_tokens);
}

}  // namespace

Document served_page(const ServedTrace& served) {
  const ServingSummary& summary = served.run.summary;
  Document page;
  page.title(fmt::format("{} on {}", served.model, served.device),
             served.run.boards == 1 ? "1 board" : fmt::format("{} boards", served.run.boards));
  page.paragraph(setting_text(served));
  page.paragraph(fmt::format("{} requests came, {} were served.",
                             count_text(static_cast<double>(summary.requests)),
                             count_text(static_cast<double>(summary.in(EndState::finished)))));
  add_ends(page, summary);
  if (summary.in(EndState::finished) > 0) {
    page.heading("Times", "from arrival");
    page.table(latency_table(summary));
    add_certainty(page, served);
  }
  if (!served.run.policy.empty()) add_classes(page, served.run);
  add_tenants(page, served);
  add_work(page, served);
  page.paragraph(
      fmt::format("Fingerprint {}. {}", fingerprint_text(summary.fingerprint), served.evidence));
  return page;
}

Table served_table(const ServedTrace& served) {
  Table table;
  for (const char* name : {"figure", "mean", "p50", "p90", "p99", "p999", "max", "samples"}) {
    table.columns.push_back({name});
  }
  const auto number = [](double value) { return fmt::format("{:.9g}", value); };
  for (const Row& row : rows_of(served.run.summary)) {
    const SampleSummary& of = *row.summary;
    table.add({row.key, number(of.mean.value), number(of.p50.value), number(of.p90.value),
               number(of.p99.value), number(of.p999.value), number(of.max),
               std::to_string(of.count)});
  }
  return table;
}

std::string served_json(const ServedTrace& served, const std::vector<Error>& warnings) {
  const ServingRun& run = served.run;
  const ServingSummary& summary = run.summary;
  Json engine = engine_json(served.setup.engine, served.layout);
  engine["name"] = served.engine;
  engine["replicas"] = served.setup.replicas;
  engine["boards"] = run.boards;
  Json result{{"model", served.model},
              {"device", served.device},
              {"engine", std::move(engine)},
              {"requests", summary.requests},
              {"ended", ends_json(summary)}};
  for (const Row& row : rows_of(summary)) result[row.key] = json_of(*row.summary);
  result["prompt_tokens"] = summary.prompt_tokens;
  result["output_tokens"] = summary.output_tokens;
  result["reused_tokens"] = summary.reused_tokens;
  result["preemptions"] = summary.preemptions;
  result["replications"] = run.replications;
  const double span_s = run.span / second;
  result["output_tokens_per_s"] =
      span_s > 0 ? static_cast<double>(run.summary.output_tokens) / span_s : 0.0;
  result["steps"] = run.use.steps;
  result["span_s"] = run.span / second;
  result["busy_s"] = run.use.busy / second;
  const auto finished =
      static_cast<double>(std::max<std::int64_t>(1, summary.in(EndState::finished)));
  result["energy"] = {{"working_j", run.use.working / joule},
                      {"idle_j", run.use.idle / joule},
                      {"each_working_j", run.use.working / joule / finished},
                      {"each_idle_j", run.use.idle / joule / finished}};
  const double busy_s = std::max(1e-9, run.use.busy / second);
  result["queue"] = {{"mean", run.use.waited / second / busy_s}, {"most", run.use.waiting_most}};
  result["cache_held"] = run.use.cache_held / second / busy_s;
  result["adapter_loads"] = run.adapter_loads;
  if (!summary.tenants.empty()) result["tenants"] = tenants_json(served);
  result["trace"] = {{"unsorted", served.scan.unsorted},
                     {"at_same_time", served.scan.at_same_time}};
  if (!run.policy.empty()) result["scheduling"] = scheduling_json(run);
  result["fingerprint"] = fingerprint_text(summary.fingerprint);
  result["evidence"] = served.evidence;
  return enveloped("islet/simulate/1", warnings, true, std::move(result));
}

}  // namespace islet
