#include "accuracy/log_estimate.h"

#include <array>
#include <cmath>
#include <optional>

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

LogFactors summed_factors(const EffectTable& effects, const std::vector<EffectTerm>& terms) {
  return sums_of(effects, terms).value;
}

LogEstimate log_estimate(const EffectTable& effects, const std::vector<EffectTerm>& terms,
                         const std::function<double(const LogFactors&)>& log_predicted,
                         double scatter) {
  constexpr double step = 1e-3;
  const ComponentSums sums = sums_of(effects, terms);
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
      slope = (log_predicted(up) - log_predicted(down)) / (2 * step);
    }
    variance += slope * slope * sums.variance[index];
  }
  return {log_predicted(sums.value) + sums.value[Component::whole], std::sqrt(variance)};
}

LogEstimate log_estimate(const Learnt& learnt, const EffectRow& run, double scatter) {
  const LogEstimate effects = log_estimate(learnt.effects, run.terms, run.log_predicted, scatter);
  const std::optional<LikenessAnswer> alike = learnt.likeness.at(run.kind, run.place);
  if (!alike) return effects;
  const double rest = 1 - effects_share;
  const double other = run.log_predicted(LogFactors{}) + alike->value;
  const double apart = other - effects.value;
  const double sd = effects_share * effects.sd + rest * std::sqrt(alike->variance);
  return {effects.value + rest * apart, std::sqrt(sd * sd + effects_share * rest * apart * apart)};
}

}  // namespace islet
