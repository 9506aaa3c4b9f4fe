#include "report/accuracy_page.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "report/json.h"

namespace islet {
namespace {

constexpr std::size_t worst_shown = 20;

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::string figure(double value) { return fmt::format("{:.4g}", value); }

/// The heading of each kind of group, in the order of the page.
struct GroupKind {
  const char* by;
  const char* heading;
};
constexpr GroupKind group_kinds[] = {
    {"model_kind", "By kind of model"},
    {"device_class", "By class of device"},
    {"metric", "By metric"},
    {"engine", "By engine"},
    {"file", "By table"},
    {"device", "By device"},
};

Table groups_table(const AccuracyRun& run, const char* by) {
  Table table;
  table.columns = {{std::string(by) == "all" ? "" : by},
                   {"rows", Align::right},
                   {"median error", Align::right},
                   {"90th percentile", Align::right},
                   {"inside the range", Align::right}};
  for (const AccuracyGroup& group : run.groups) {
    if (group.by != by) continue;
    table.add({group.name, std::to_string(group.rows), percent(group.median_error),
               percent(group.p90_error), percent(group.share_inside)});
  }
  return table;
}

Table worst_table(const AccuracyRun& run) {
  std::vector<const PredictedRow*> rows;
  for (const PredictedRow& row : run.rows) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(), [](const PredictedRow* a, const PredictedRow* b) {
    return a->error() > b->error();
  });
  if (rows.size() > worst_shown) rows.resize(worst_shown);
  Table table;
  table.columns = {{"row"},
                   {"device", Align::left, true},
                   {"model", Align::left, true},
                   {"metric", Align::left, true},
                   {"measured", Align::right},
                   {"predicted", Align::right},
                   {"error", Align::right}};
  for (const PredictedRow* row : rows) {
    const MeasuredRow& measured = *row->joined.row;
    const std::string name = std::filesystem::path(measured.file).stem().string();
    table.add({name + " " + measured.source_id, row->joined.device->id, row->joined.model->id,
               measured.metric, figure(measured.value) + " " + measured.unit,
               figure(row->predicted.value), percent(row->error())});
  }
  return table;
}

Table skipped_table(const AccuracyRun& run) {
  std::map<std::string, int> reasons;
  for (const SkippedRow& skipped : run.skipped) ++reasons[skipped.reason];
  Table table;
  table.columns = {{"reason", Align::left, true}, {"rows", Align::right}};
  for (const auto& [reason, rows] : reasons) table.add({reason, std::to_string(rows)});
  return table;
}

bool has_mlperf(const AccuracyRun& run) {
  return std::any_of(run.rows.begin(), run.rows.end(), [](const PredictedRow& row) {
    return row.joined.row->scenario.find("MLPerf") != std::string::npos;
  });
}

}  // namespace

Table accuracy_table(const AccuracyRun& run) {
  Table table;
  for (const char* name :
       {"file", "source_id", "device", "device_class", "model", "model_kind", "engine", "metric",
        "unit", "measured", "predicted", "low", "high", "error", "inside"}) {
    table.columns.push_back({name});
  }
  for (const PredictedRow& row : run.rows) {
    const MeasuredRow& measured = *row.joined.row;
    table.add({measured.file, measured.source_id, row.joined.device->id,
               std::string(name_of(row.joined.device->device_class)), row.joined.model->id,
               std::string(name_of(row.joined.model->kind)), row.joined.engine, measured.metric,
               measured.unit, fmt::format("{:.6g}", measured.value),
               fmt::format("{:.6g}", row.predicted.value), fmt::format("{:.6g}", row.predicted.low),
               fmt::format("{:.6g}", row.predicted.high), fmt::format("{:.4f}", row.error()),
               row.is_inside() ? "yes" : "no"});
  }
  return table;
}

Table cross_validation_table(const Calibration& calibration) {
  Table table;
  table.columns = {{"left out of the fit", Align::left, true},
                   {"rows", Align::right},
                   {"median error", Align::right},
                   {"90th percentile", Align::right}};
  for (const ConformalGroup& group : calibration.ranges.groups) {
    const std::string kind =
        group.name.substr(0, std::min(group.name.find(" known"), group.name.find(" new")));
    const char* left_out = "each pair of device and model";
    if (group.name.find("new device") != std::string::npos) left_out = "each device";
    if (group.name.find("new model") != std::string::npos) left_out = "each model";
    table.add({fmt::format("{}, {}", kind, left_out), std::to_string(group.rows),
               percent(group.median_error), percent(group.p90_error)});
  }
  return table;
}

Document accuracy_page(const AccuracyRun& run, const Calibration& calibration) {
  Document page;
  page.title("Predictions against measurements",
             fmt::format("{} rows predicted, {} skipped", run.rows.size(), run.skipped.size()));
  page.paragraph(
      "Each published figure beside what is predicted for it. Error is the greater of "
      "predicted / measured and measured / predicted, less 1. The range is to hold nine cases in "
      "ten.");
  page.table(groups_table(run, "all"));
  page.heading("Rows that the calibration had not seen", calibration.date);
  page.paragraph(
      "Every row of the calibration was predicted once without its pair of device and model, "
      "once without its device and once without its model, each time by one of ten whole fits that "
      "had met no row of its tenth of the pairs, devices or models; ranges come from these errors. "
      "First tokens are a part of language, Hailo of other. Rows of the tables below that the "
      "calibration was fitted to come out nearer than unseen "
      "ones will.");
  page.table(cross_validation_table(calibration));
  for (const GroupKind& kind : group_kinds) {
    page.heading(kind.heading);
    page.table(groups_table(run, kind.by));
  }
  if (!run.rows.empty()) {
    page.heading("Worst rows");
    page.table(worst_table(run));
  }
  if (!run.skipped.empty()) {
    page.heading("Skipped rows");
    page.table(skipped_table(run));
  }
  if (has_mlperf(run)) {
    page.paragraph(
        "Figures derived from MLPerf results: result not verified by MLCommons Association. The "
        "MLPerf name and logo are registered and unregistered trademarks of MLCommons Association "
        "in the United States and other countries. All rights reserved. Unauthorized use strictly "
        "prohibited. See www.mlcommons.org for more information.");
  }
  return page;
}

std::string accuracy_json(const AccuracyRun& run) {
  Json rows = Json::array();
  for (const PredictedRow& row : run.rows) {
    const MeasuredRow& measured = *row.joined.row;
    rows.push_back({{"file", measured.file},
                    {"source_id", measured.source_id},
                    {"line", measured.line},
                    {"device", row.joined.device->id},
                    {"device_class", name_of(row.joined.device->device_class)},
                    {"model", row.joined.model->id},
                    {"model_kind", name_of(row.joined.model->kind)},
                    {"engine", row.joined.engine},
                    {"metric", measured.metric},
                    {"unit", measured.unit},
                    {"measured", measured.value},
                    {"predicted", row.predicted.value},
                    {"low", row.predicted.low},
                    {"high", row.predicted.high},
                    {"error", row.error()},
                    {"inside", row.is_inside()},
                    {"grade", std::string(1, letter(row.predicted.grade))},
                    {"source", row.predicted.source}});
  }
  Json skipped = Json::array();
  for (const SkippedRow& row : run.skipped) {
    skipped.push_back({{"file", row.row->file},
                       {"source_id", row.row->source_id},
                       {"line", row.row->line},
                       {"reason", row.reason}});
  }
  Json groups = Json::array();
  for (const AccuracyGroup& group : run.groups) {
    groups.push_back({{"by", group.by},
                      {"name", group.name},
                      {"n", group.rows},
                      {"median_error", group.median_error},
                      {"p90_error", group.p90_error},
                      {"share_inside", group.share_inside}});
  }
  return enveloped(
      "islet/verify-perf/1", {}, true,
      {{"rows", std::move(rows)}, {"skipped", std::move(skipped)}, {"groups", std::move(groups)}});
}

}  // namespace islet
