#include "accuracy/accuracy_run.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "base/check.h"

namespace islet {
namespace {

/// The figure that a share of the sorted figures do not exceed, between neighbours in proportion.
///
///     x = sorted[k] + (h - k) (sorted[k + 1] - sorted[k]), h = share (n - 1), k = floor(h)
///
/// Valid for   one figure and more
/// Leaves out  how sure it is when figures are few
/// Source      Hyndman, Fan, "Sample Quantiles in Statistical Packages", 1996, type 7
double quantile(const std::vector<double>& sorted, double share) {
  CHECK(!sorted.empty());
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

AccuracyGroup group_of(std::string by, std::string name,
                       const std::vector<const PredictedRow*>& rows) {
  std::vector<double> errors;
  int inside = 0;
  for (const PredictedRow* row : rows) {
    errors.push_back(row->error());
    if (row->is_inside()) ++inside;
  }
  std::sort(errors.begin(), errors.end());
  AccuracyGroup group{std::move(by), std::move(name)};
  group.rows = static_cast<int>(rows.size());
  group.median_error = quantile(errors, 0.5);
  group.p90_error = quantile(errors, 0.9);
  group.share_inside = static_cast<double>(inside) / static_cast<double>(rows.size());
  return group;
}

}  // namespace

double PredictedRow::error() const {
  const double measured = joined.row->value;
  return std::max(predicted.value / measured, measured / predicted.value) - 1;
}

bool PredictedRow::is_inside() const {
  const double measured = joined.row->value;
  return predicted.low <= measured && measured <= predicted.high;
}

std::vector<AccuracyGroup> accuracy_groups(const std::vector<PredictedRow>& rows) {
  using Name = std::string (*)(const PredictedRow&);
  constexpr std::array<std::pair<const char*, Name>, 7> kinds = {{
      {"all", [](const PredictedRow&) { return std::string("all"); }},
      {"device_class",
       [](const PredictedRow& row) {
         return std::string(name_of(row.joined.device->device_class));
       }},
      {"model_kind",
       [](const PredictedRow& row) { return std::string(name_of(row.joined.model->kind)); }},
      {"metric", [](const PredictedRow& row) { return row.joined.row->metric; }},
      {"engine", [](const PredictedRow& row) { return row.joined.engine; }},
      {"file", [](const PredictedRow& row) { return row.joined.row->file; }},
      {"device", [](const PredictedRow& row) { return row.joined.device->id; }},
  }};
  std::vector<AccuracyGroup> groups;
  for (const auto& [by, name_in] : kinds) {
    std::map<std::string, std::vector<const PredictedRow*>> members;
    for (const PredictedRow& row : rows) members[name_in(row)].push_back(&row);
    for (const auto& [name, list] : members) groups.push_back(group_of(by, name, list));
  }
  return groups;
}

AccuracyRun accuracy_run(const Catalog& catalog, const RowPredictor& predictor,
                         const std::vector<MeasuredRow>& rows) {
  AccuracyRun run;
  for (const MeasuredRow& row : rows) {
    std::variant<JoinedRow, SkippedRow> found = joined(catalog, row);
    if (SkippedRow* skipped = std::get_if<SkippedRow>(&found)) {
      run.skipped.push_back(std::move(*skipped));
      continue;
    }
    JoinedRow& known = std::get<JoinedRow>(found);
    RowPrediction prediction = predictor.predict(known);
    if (!prediction.estimate) {
      run.skipped.push_back({&row, std::move(prediction.reason)});
      continue;
    }
    CHECK(prediction.estimate->value > 0 && std::isfinite(prediction.estimate->value));
    run.rows.push_back({std::move(known), std::move(*prediction.estimate)});
  }
  run.groups = accuracy_groups(run.rows);
  return run;
}

}  // namespace islet
