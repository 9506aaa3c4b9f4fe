#include "accuracy/row_prediction.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "accuracy/calibration_file.h"
#include "accuracy/fit_calibration.h"
#include "accuracy/log_estimate.h"
#include "accuracy/row_physics.h"

namespace islet {

RowPredictor::RowPredictor(const Calibration& calibration)
    : calibration_(calibration), effects_(calibration_) {
  for (const Effect& effect : calibration_.effects) {
    if (effect.rows <= 0) continue;
    const std::string& family = effect.key.family;
    const bool of_time = effect.key.component == Component::compute;
    if (of_time && family.ends_with("class")) known_classes_.insert(effect.key.name);
    if (family.ends_with("device")) known_devices_.insert(effect.key.name);
    if (family.ends_with("model")) known_models_.insert(effect.key.name);
  }
}

double RowPredictor::range_factor(AccuracyKind kind, Evidence evidence) const {
  const auto of = [&](Evidence known) {
    return calibration_.ranges.factor(evidence_group(kind, known));
  };
  if (evidence.device || evidence.model) return of(evidence);
  return std::max(of({.device = true, .model = false}), of({.device = false, .model = true}));
}

RowPrediction RowPredictor::predict(const JoinedRow& joined) const {
  const RowReading reading = setup_of(joined);
  if (!reading.reason.empty()) return {std::nullopt, reading.reason};
  return predict(joined, reading.setup);
}

RowPrediction RowPredictor::predict(const JoinedRow& joined, const RowSetup& setup) const {
  const LogEstimate log =
      log_estimate(effects_, row_effects(joined, setup), row_physics(joined, setup),
                   noise_scale(calibration_, noise_group(joined, setup)));
  const double value = std::exp(log.value);
  if (!std::isfinite(value) || value <= 0) return {std::nullopt, "the model gives no figure"};
  const AccuracyKind kind = accuracy_kind(joined, setup);
  const Evidence evidence{.device = known_devices_.contains(joined.device->id),
                          .model = known_models_.contains(joined.model->id)};
  const double factor = std::exp(range_factor(kind, evidence) * log.sd);
  return {within_factor(value, factor, grade_of(joined, setup),
                        fmt::format("calibration of {}, {}", calibration_.date,
                                    evidence_group(kind, evidence))),
          ""};
}

Grade RowPredictor::grade_of(const JoinedRow& joined, const RowSetup& setup) const {
  if (known_devices_.contains(joined.device->id)) return Grade::b;
  const std::vector<EffectTerm> terms = row_effects(joined, setup);
  const bool class_is_known = std::any_of(terms.begin(), terms.end(), [&](const EffectTerm& term) {
    return term.key.family.ends_with("class") && known_classes_.contains(term.key.name);
  });
  return class_is_known ? Grade::c : Grade::d;
}

LogFactors RowPredictor::factors(const JoinedRow& joined, const RowSetup& setup) const {
  return summed_factors(effects_, row_effects(joined, setup));
}

Calibration read_shipped_calibration(const std::string& folder, Faults& faults) {
  return read_calibration(folder + "/calibration.csv", faults);
}

}  // namespace islet
