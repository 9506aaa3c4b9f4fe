#include "report/calibration_page.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "report/json.h"

namespace islet {
namespace {

/// Errors of one kind of rows, left out one way.
struct CrossGroup {
  std::vector<double> errors;
  int inside = 0;
};

using GroupName = std::pair<LeftOut, AccuracyKind>;

std::map<GroupName, CrossGroup> groups_of(const CalibrationFit& fit) {
  std::map<GroupName, CrossGroup> groups;
  for (const CrossRow& row : fit.cross) {
    const AccuracyKind kind = accuracy_kind(row.row->joined, row.row->setup);
    CrossGroup& group = groups[{row.left_out, kind}];
    group.errors.push_back(std::exp(std::abs(row.residual)) - 1);
    const double factor =
        fit.calibration.ranges.factor(evidence_group(kind, evidence_without(row.left_out)));
    if (std::abs(row.residual) <= factor * row.sd) ++group.inside;
  }
  for (auto& [name, group] : groups) std::sort(group.errors.begin(), group.errors.end());
  return groups;
}

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

/// The error that a share of the sorted errors do not exceed.
double error_at(const CrossGroup& group, double share) {
  const auto last = static_cast<double>(group.errors.size() - 1);
  return group.errors[static_cast<std::size_t>(std::lround(share * last))];
}

double share_inside(const CrossGroup& group) {
  return group.inside / static_cast<double>(group.errors.size());
}

Table cross_table(const CalibrationFit& fit) {
  Table table;
  table.columns = {{"left out"},
                   {"rows of"},
                   {"rows", Align::right},
                   {"median error", Align::right},
                   {"90th percentile", Align::right},
                   {"inside the range", Align::right}};
  for (const auto& [name, group] : groups_of(fit)) {
    table.add({std::string(name_of(name.first)), std::string(name_of(name.second)),
               std::to_string(group.errors.size()), percent(error_at(group, 0.5)),
               percent(error_at(group, 0.9)), percent(share_inside(group))});
  }
  return table;
}

Table families_table(const CalibrationFit& fit) {
  Table table;
  table.columns = {{"component"}, {"effects of"}, {"deviation", Align::right}};
  for (const EffectFamily& family : fit.calibration.families) {
    table.add(
        {std::string(name_of(family.component)), family.name, fmt::format("{:.2f}", family.sd)});
  }
  return table;
}

Table noise_table(const CalibrationFit& fit) {
  Table table;
  table.columns = {{"rows"}, {"count", Align::right}, {"scatter", Align::right}};
  for (const NoiseGroup& group : fit.calibration.noise) {
    table.add({group.name, std::to_string(group.rows), fmt::format("{:.2f}", group.scale)});
  }
  return table;
}

}  // namespace

Document calibration_page(const CalibrationFit& fit) {
  Document page;
  page.title("Calibration of " + fit.calibration.date,
             fmt::format("{} effects kept", fit.calibration.effects.size()));
  page.paragraph(
      "Each row is predicted once without its device, once without its pair of device and model, "
      "and once without its model, by whole fits that leave out a tenth of them. Error is the "
      "greater of predicted / measured and measured / predicted, less 1.");
  page.table(cross_table(fit));
  page.heading("Scatter about the fit", "natural log");
  page.table(noise_table(fit));
  page.heading("How far effects of a family differ", "natural log");
  page.table(families_table(fit));
  return page;
}

Table cross_rows_table(const CalibrationFit& fit) {
  Table table;
  for (const char* name :
       {"left_out", "file", "source_id", "device", "model", "kind", "residual", "sd"}) {
    table.columns.push_back({name});
  }
  for (const CrossRow& row : fit.cross) {
    const JoinedRow& joined = row.row->joined;
    table.add({std::string(name_of(row.left_out)), joined.row->file, joined.row->source_id,
               joined.device->id, joined.model->id,
               std::string(name_of(accuracy_kind(joined, row.row->setup))),
               fmt::format("{:.4f}", row.residual), fmt::format("{:.4f}", row.sd)});
  }
  return table;
}

std::string calibration_json(const CalibrationFit& fit) {
  Json groups = Json::array();
  for (const auto& [name, group] : groups_of(fit)) {
    groups.push_back({{"left_out", name_of(name.first)},
                      {"kind", name_of(name.second)},
                      {"n", group.errors.size()},
                      {"median_error", error_at(group, 0.5)},
                      {"p90_error", error_at(group, 0.9)},
                      {"share_inside", share_inside(group)}});
  }
  return enveloped("islet/calibrate/1", {}, true,
                   {{"date", fit.calibration.date},
                    {"effects", fit.calibration.effects.size()},
                    {"groups", std::move(groups)}});
}

}  // namespace islet
