#include "accuracy/log_estimate.h"

#include <array>
#include <cmath>

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

}  // namespace islet
