#include "accuracy/row_prediction.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "accuracy/calibration_file.h"
#include "accuracy/fit_calibration.h"
#include "accuracy/row_physics.h"

namespace islet {
namespace {

/// What calibration says of each component of a row.
struct ComponentSums {
  LogFactors value;
  std::array<double, component_count> variance{};
};

ComponentSums sums_of(const EffectTable& effects, const std::vector<EffectTerm>& terms) {
  ComponentSums sums;
  for (std::size_t index = 0; index < component_count; ++index) {
    const auto component = static_cast<Component>(index);
    std::vector<EffectUse> uses;
    for (const EffectTerm& term : terms) {
      if (term.key.component == component) {
        uses.push_back({term.key.family, term.key.name, term.weight});
      }
    }
    const EffectSum sum = effects.sum(component, uses);
    sums.value[component] = sum.value;
    sums.variance[index] = sum.variance;
  }
  return sums;
}

}  // namespace

RowPredictor::RowPredictor(const Calibration& calibration)
    : calibration_(calibration), effects_(calibration_) {
  for (const Effect& effect : calibration_.effects) {
    if (effect.rows <= 0) continue;
    const bool of_time = effect.key.component == Component::compute;
    if (of_time && effect.key.family == "class") known_classes_.insert(effect.key.name);
    if (effect.key.family == "device") known_devices_.insert(effect.key.name);
    if (effect.key.family == "model") known_models_.insert(effect.key.name);
  }
}

RowPredictor::LogEstimate RowPredictor::log_estimate(const JoinedRow& joined,
                                                     const RowSetup& setup) const {
  constexpr double step = 1e-3;
  const ComponentSums sums = sums_of(effects_, row_effects(joined, setup));
  const LogPrediction physics = row_physics(joined, setup);
  const double scatter = noise_scale(calibration_, noise_group(joined, setup));
  double variance = scatter * scatter;
  for (std::size_t index = 0; index < component_count; ++index) {
    if (sums.variance[index] <= 0) continue;
    const auto component = static_cast<Component>(index);
    double slope = 1;
    if (component != Component::whole) {
      LogFactors up = sums.value;
      LogFactors down = sums.value;
      up[component] += step;
      down[component] -= step;
      slope = (physics(up) - physics(down)) / (2 * step);
    }
    variance += slope * slope * sums.variance[index];
  }
  return {physics(sums.value) + sums.value[Component::whole], std::sqrt(variance)};
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
  const LogEstimate log = log_estimate(joined, setup);
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
    return term.key.family == "class" && known_classes_.contains(term.key.name);
  });
  return class_is_known ? Grade::c : Grade::d;
}

LogFactors RowPredictor::factors(const JoinedRow& joined, const RowSetup& setup) const {
  return sums_of(effects_, row_effects(joined, setup)).value;
}

Calibration read_shipped_calibration(const std::string& folder, Faults& faults) {
  return read_calibration(folder + "/calibration.csv", faults);
}

}  // namespace islet
