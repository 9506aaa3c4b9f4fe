// Recorded runs beside the same requests in the simulator.
#include <array>

#include <fmt/format.h>

#include "report/figure_text.h"
#include "report/json.h"
#include "report/sample_json.h"
#include "report/serving_json.h"
#include "report/serving_page.h"

namespace islet {
namespace {

double off(double predicted, double recorded) {
  return recorded > 0 ? predicted / recorded - 1.0 : 0.0;
}

struct ReplayedFigure {
  const char* label;
  const char* key;
  double recorded;
  double predicted;
};

std::array<ReplayedFigure, 8> figures_of(const ReplayedRun& run) {
  const SampleSummary& first = run.recorded_first_token_s;
  const SampleSummary& end = run.recorded_end_to_end_s;
  const SampleSummary& our_first = run.predicted.first_token_s;
  const SampleSummary& our_end = run.predicted.end_to_end_s;
  return {{{"first token, mean", "first_token_mean_s", first.mean.value, our_first.mean.value},
           {"first token, P50", "first_token_p50_s", first.p50.value, our_first.p50.value},
           {"first token, P90", "first_token_p90_s", first.p90.value, our_first.p90.value},
           {"first token, P99", "first_token_p99_s", first.p99.value, our_first.p99.value},
           {"end to end, mean", "end_to_end_mean_s", end.mean.value, our_end.mean.value},
           {"end to end, P50", "end_to_end_p50_s", end.p50.value, our_end.p50.value},
           {"end to end, P90", "end_to_end_p90_s", end.p90.value, our_end.p90.value},
           {"end to end, P99", "end_to_end_p99_s", end.p99.value, our_end.p99.value}}};
}

}  // namespace

Document replay_page(const std::vector<ReplayedRun>& runs) {
  Document page;
  page.title("Recorded runs, replayed", fmt::format("{} runs", runs.size()));
  for (const ReplayedRun& run : runs) {
    page.heading(fmt::format("{} on {}", run.model, run.hardware),
                 fmt::format("{} requests", run.requests));
    Table table;
    table.columns = {{"", Align::left, true},
                     {"recorded", Align::right},
                     {"predicted", Align::right},
                     {"off by", Align::right}};
    for (const ReplayedFigure& figure : figures_of(run)) {
      table.add({figure.label, text_of(figure.recorded * second),
                 text_of(figure.predicted * second),
                 fmt::format("{:+.1f} %", 100 * off(figure.predicted, figure.recorded))});
    }
    page.table(std::move(table));
    page.paragraph(fmt::format(
        "At most {} sequences, {} tokens a step, {} cache blocks; tensor {}, "
        "data parallel {}. {} sequences were sent back for want of cache.",
        run.settings.max_sequences, run.settings.token_budget, run.settings.cache_blocks,
        run.layout.tensor, run.settings.ranks, run.predicted.preemptions));
  }
  return page;
}

Table replay_table(const std::vector<ReplayedRun>& runs) {
  Table table;
  for (const char* name : {"hardware", "model", "figure", "recorded", "predicted", "off"}) {
    table.columns.push_back({name});
  }
  for (const ReplayedRun& run : runs) {
    for (const ReplayedFigure& figure : figures_of(run)) {
      table.add({run.hardware, run.model, figure.key, fmt::format("{:.6g}", figure.recorded),
                 fmt::format("{:.6g}", figure.predicted),
                 fmt::format("{:.4f}", off(figure.predicted, figure.recorded))});
    }
  }
  return table;
}

std::string replay_json(const std::vector<ReplayedRun>& runs) {
  Json list = Json::array();
  for (const ReplayedRun& run : runs) {
    list.push_back({{"hardware", run.hardware},
                    {"model", run.model},
                    {"device", run.device},
                    {"requests", run.requests},
                    {"engine", engine_json(run.settings, run.layout)},
                    {"recorded",
                     {{"first_token_s", percentiles_json(run.recorded_first_token_s)},
                      {"end_to_end_s", percentiles_json(run.recorded_end_to_end_s)}}},
                    {"predicted",
                     {{"first_token_s", percentiles_json(run.predicted.first_token_s)},
                      {"end_to_end_s", percentiles_json(run.predicted.end_to_end_s)}}},
                    {"ended", ends_json(run.predicted)},
                    {"preemptions", run.predicted.preemptions},
                    {"fingerprint", fingerprint_text(run.predicted.fingerprint)}});
  }
  return enveloped("islet/verify-serving/1", {}, true, Json{{"runs", std::move(list)}});
}

}  // namespace islet
