#include "accuracy/fit_calibration.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "accuracy/cross_fit.h"
#include "accuracy/effect_families.h"
#include "accuracy/likeness_fit.h"
#include "accuracy/row_physics.h"
#include "perf/class_constants.h"

namespace islet {
namespace {

/// Whole fits for each way of leaving out: enough that each knows nearly as much as the one that is
/// kept, few enough that calibrating takes two minutes.
constexpr std::size_t fold_count = 10;

std::vector<EffectRow> effect_rows(const std::vector<KnownRow>& rows) {
  std::vector<EffectRow> out;
  for (const KnownRow& row : rows) {
    out.push_back(effect_row(row.joined, row.setup));
    out.back().log_measured = std::log(row.joined.row->value);
  }
  return out;
}

std::string group_of(const KnownRow& row, LeftOut left_out) {
  switch (left_out) {
    case LeftOut::device:
      return row.joined.device->id;
    case LeftOut::pair:
      return row.joined.device->id + "/" + row.joined.model->id;
    case LeftOut::model:
      break;
  }
  return row.joined.model->id;
}

}  // namespace

std::string_view name_of(LeftOut left_out) {
  constexpr std::array<std::string_view, 3> names = {"device", "device and model", "model"};
  return names[static_cast<std::size_t>(left_out)];
}

Evidence evidence_without(LeftOut left_out) {
  return {.device = left_out != LeftOut::device, .model = left_out != LeftOut::model};
}

namespace {

std::string group_name(std::string_view kind, Evidence evidence) {
  const auto word = [](bool known) { return known ? "known" : "new"; };
  return fmt::format("{} {} device {} model", kind, word(evidence.device), word(evidence.model));
}

/// Adds ranges for the kinds of run that have their own.
Result<ConformalFactors> with_groups_apart(ConformalFactors ranges,
                                           const std::vector<CrossRow>& cross) {
  std::vector<ConformalScore> scores;
  for (const CrossRow& one : cross) {
    std::string group =
        group_apart(one.row->joined, one.row->setup, evidence_without(one.left_out));
    if (!group.empty()) scores.push_back({std::move(group), one.residual, one.sd});
  }
  if (scores.size() < conformal_rows_min) return ranges;
  const Result<ConformalFactors> apart = conformal_factors(scores);
  if (!apart) return apart.error();
  for (const ConformalGroup& group : apart->groups) {
    if (!group.is_pooled) ranges.groups.push_back(group);
  }
  std::sort(ranges.groups.begin(), ranges.groups.end(),
            [](const ConformalGroup& a, const ConformalGroup& b) { return a.name < b.name; });
  return ranges;
}

}  // namespace

std::string evidence_group(AccuracyKind kind, Evidence evidence) {
  return group_name(name_of(kind), evidence);
}

std::string group_apart(const JoinedRow& joined, const RowSetup& setup, Evidence evidence) {
  if (setup.quantity == Asked::first_token) return group_name("first token", evidence);
  const bool is_speed = accuracy_kind(joined, setup) == AccuracyKind::other;
  if (is_speed && setup.engine == "hailo") return group_name("hailo", evidence);
  return "";
}

EffectRow effect_row(const JoinedRow& joined, const RowSetup& setup) {
  EffectRow row;
  row.terms = row_effects(joined, setup);
  row.noise_group = noise_group(joined, setup);
  row.log_predicted = row_physics(joined, setup);
  row.kind = name_of(accuracy_kind(joined, setup));
  row.place = run_place(joined, setup);
  return row;
}

std::vector<MeasuredRow> stated_powers(const std::vector<MeasuredRow>& rows) {
  std::vector<MeasuredRow> out;
  for (const MeasuredRow& row : rows) {
    const bool node = row.origin == "mlperf";
    // ML.ENERGY states each run three times over; its rate stands for it.
    const bool boards = row.origin == "mlenergy" && row.metric.ends_with("throughput");
    if (!row.power_w || (!node && !boards) || row.metric.starts_with("energy")) continue;
    MeasuredRow power = row;
    power.source_id += " power";
    power.metric = node ? "system_power_avg" : "board_power_avg";
    power.value = *row.power_w;
    power.unit = "W";
    out.push_back(std::move(power));
  }
  return out;
}

std::vector<KnownRow> known_rows(const Catalog& catalog, const std::vector<MeasuredRow>& rows,
                                 std::vector<SkippedRow>& skipped) {
  std::vector<KnownRow> out;
  for (const MeasuredRow& row : rows) {
    std::variant<JoinedRow, SkippedRow> found = joined(catalog, row);
    if (SkippedRow* none = std::get_if<SkippedRow>(&found)) {
      skipped.push_back(std::move(*none));
      continue;
    }
    JoinedRow& records = std::get<JoinedRow>(found);
    RowReading reading = setup_of(records);
    if (!reading.reason.empty()) {
      skipped.push_back({&row, std::move(reading.reason)});
      continue;
    }
    out.push_back({std::move(records), std::move(reading.setup)});
  }
  return out;
}

bool is_beyond_peak(const KnownRow& row) {
  if (accuracy_kind(row.joined, row.setup) == AccuracyKind::power) return false;
  constexpr double nothing = -30;
  constexpr double small = 0.01;
  constexpr double sparse = 2.0;  // structured sparsity counts half of the work as done
  const Accelerator& device = *row.joined.device;
  const ClassConstants constants = constants_of(device.device_class);
  const bool is_unpacked = row.setup.layout.weights == Precision::int4;
  const double matrix = constants.matrix * (is_unpacked ? constants.quantised_matrix : 1.0);
  LogFactors least;
  for (std::size_t index = 0; index < component_count; ++index) {
    least[static_cast<Component>(index)] = nothing;
  }
  least[Component::compute] = std::log(row.joined.model->shape ? matrix : input_share(device));
  least[Component::whole] = 0;
  const LogPrediction physics = row_physics(row.joined, row.setup);
  const double bound = physics(least);
  least[Component::compute] += small;
  const double slope = (physics(least) - bound) / small;
  const double beyond = std::log(row.joined.row->value) - bound;
  return std::abs(slope) > 0.5 && beyond * (slope > 0 ? -1.0 : 1.0) > std::log(sparse);
}

Result<CalibrationFit> fit_calibration(const std::vector<KnownRow>& rows,
                                       CalibrationOrigin origin) {
  const std::vector<EffectRow> fitted = effect_rows(rows);
  const std::vector<EffectFamily> families = effect_families();
  const Result<EffectModel> model = fitted_effects(fitted, families, {});
  if (!model) return model.error();
  Result<std::vector<Likeness>> likenesses = fitted_likenesses(fitted);
  if (!likenesses) return likenesses.error();
  CalibrationFit fit;
  std::vector<ConformalScore> scores;
  for (const LeftOut left_out : {LeftOut::device, LeftOut::pair, LeftOut::model}) {
    std::vector<std::string> groups;
    for (const KnownRow& row : rows) groups.push_back(group_of(row, left_out));
    const Result<std::vector<LeftOutRow>> left =
        cross_fitted(fitted, families, {}, dealt_folds(groups, fold_count));
    if (!left) return left.error();
    for (std::size_t at = 0; at < rows.size(); ++at) {
      const LeftOutRow& one = (*left)[at];
      fit.cross.push_back({&rows[at], left_out, one.residual, one.sd});
      const AccuracyKind kind = accuracy_kind(rows[at].joined, rows[at].setup);
      scores.push_back({evidence_group(kind, evidence_without(left_out)), one.residual, one.sd});
    }
  }
  Result<ConformalFactors> ranges = conformal_factors(scores);
  if (!ranges.has_value()) return ranges.error();
  ranges = with_groups_apart(std::move(*ranges), fit.cross);
  if (!ranges.has_value()) return ranges.error();
  fit.calibration = calibration_of(*model, *ranges, std::move(origin));
  fit.calibration.likenesses = std::move(*likenesses);
  return fit;
}

}  // namespace islet
