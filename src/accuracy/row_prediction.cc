#include "accuracy/row_prediction.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "accuracy/calibration_file.h"
#include "accuracy/fit_calibration.h"
#include "accuracy/row_physics.h"

namespace islet {

RowPredictor::RowPredictor(const Calibration& calibration)
    : calibration_(calibration), learnt_(calibration_), own_(calibration_.own) {
  for (const Effect& effect : calibration_.effects) {
    if (effect.rows <= 0) continue;
    const std::string& family = effect.key.family;
    const bool of_time = effect.key.component == Component::compute;
    if (of_time && family.ends_with("class")) known_classes_.insert(effect.key.name);
    if (family.ends_with("device")) known_devices_.insert(effect.key.name);
    if (family.ends_with("model")) known_models_.insert(effect.key.name);
  }
}

double RowPredictor::range_factor(const JoinedRow& joined, const RowSetup& setup,
                                  Evidence evidence) const {
  const auto of = [&](Evidence known) {
    const std::string apart = group_apart(joined, setup, known);
    const bool has_own = calibration_.ranges.has(apart);
    return calibration_.ranges.factor(
        has_own ? apart : evidence_group(accuracy_kind(joined, setup), known));
  };
  if (evidence.device || evidence.model) return of(evidence);
  return std::max(of({.device = true, .model = false}), of({.device = false, .model = true}));
}

RowPrediction RowPredictor::predict(const JoinedRow& joined) const {
  const RowReading reading = setup_of(joined);
  if (!reading.reason.empty()) return {std::nullopt, reading.reason};
  return predict(joined, reading.setup);
}

Evidence RowPredictor::evidence_of(const JoinedRow& joined) const {
  return {.device = known_devices_.contains(joined.device->id),
          .model = known_models_.contains(joined.model->id)};
}

RowPredictor::Parts RowPredictor::parts(const JoinedRow& joined, const RowSetup& setup) const {
  Parts parts;
  parts.log = log_estimate(learnt_, effect_row(joined, setup),
                           noise_scale(calibration_, noise_group(joined, setup)));
  parts.width = range_factor(joined, setup, evidence_of(joined)) * parts.log.sd;
  if (parts.width > 0) parts.own = own_.at(own_place(joined, setup), parts.width);
  return parts;
}

RowPrediction RowPredictor::predict(const JoinedRow& joined, const RowSetup& setup) const {
  const Parts known = parts(joined, setup);
  const double value = std::exp(known.log.value + (known.own ? known.own->log : 0));
  if (!std::isfinite(value) || value <= 0) return {std::nullopt, "the model gives no figure"};
  const AccuracyKind kind = accuracy_kind(joined, setup);
  const std::string source = fmt::format("calibration of {}, {}", calibration_.date,
                                         evidence_group(kind, evidence_of(joined)));
  if (!known.own) {
    return {within_factor(value, std::exp(known.width), grade_of(joined, setup), source), ""};
  }
  const Grade grade = known.own->is_here ? Grade::a : std::min(Grade::b, grade_of(joined, setup));
  const std::string said =
      known.own->is_here ? "measured here" : source + ", moved by what was measured here";
  return {within_factor(value, std::exp(known.own->width), grade,
                        fmt::format("{}: {}", said, known.own->source)),
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
  return summed_factors(learnt_.effects, row_effects(joined, setup));
}

double RowPredictor::beside_factors(const JoinedRow& joined, const RowSetup& setup) const {
  double own = 0;
  if (!calibration_.own.empty()) {
    const Parts known = parts(joined, setup);
    if (known.own) own = known.own->log;
  }
  const EffectRow run = effect_row(joined, setup);
  const std::optional<LikenessAnswer> alike = learnt_.likeness.at(run.kind, run.place);
  if (!alike) return own;
  const LogFactors factors = summed_factors(learnt_.effects, run.terms);
  const double excess =
      run.log_predicted(factors) + factors[Component::whole] - run.log_predicted(LogFactors{});
  return own + blended_excess(blend_of(run.kind), excess, *alike) - excess;
}

Calibration read_shipped_calibration(const std::string& folder, Faults& faults) {
  return read_calibration(folder + "/calibration.csv", faults);
}

}  // namespace islet
