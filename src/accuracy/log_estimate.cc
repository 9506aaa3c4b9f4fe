#include "accuracy/log_estimate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "accuracy/row_effects.h"

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

/// 0 at a place that rows stood at, 1 from half way to nowhere on.
double way_out(double far) { return std::min(1.0, 2 * far); }

/// Share of the effects where runs alike stand as far as that.
double effects_share(const Blend& blend, double far) {
  return blend.share_here + (blend.share_far - blend.share_here) * way_out(far);
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

Blend blend_of(std::string_view kind) {
  if (kind == name_of(AccuracyKind::language)) return {.agreed_far = 0.75};
  if (kind == name_of(AccuracyKind::power)) return {.share_here = 0, .share_far = 1};
  return {};
}

double blended_excess(const Blend& blend, double effects, const LikenessAnswer& alike) {
  const double share = effects_share(blend, alike.far);
  const double mean = share * effects + (1 - share) * alike.value;
  const bool is_agreed = effects * alike.value > 0;
  const double least = std::abs(effects) < std::abs(alike.value) ? effects : alike.value;
  const double agreed = blend.agreed_far * way_out(alike.far);
  return (1 - agreed) * mean + (is_agreed ? agreed * least : 0);
}

LogEstimate log_estimate(const Learnt& learnt, const EffectRow& run, double scatter) {
  const LogEstimate effects = log_estimate(learnt.effects, run.terms, run.log_predicted, scatter);
  const std::optional<LikenessAnswer> alike = learnt.likeness.at(run.kind, run.place);
  if (!alike) return effects;
  const Blend blend = blend_of(run.kind);
  const double share = effects_share(blend, alike->far);
  const double physics = run.log_predicted(LogFactors{});
  const double excess = effects.value - physics;
  const double apart = alike->value - excess;
  const double sd = share * effects.sd + (1 - share) * std::sqrt(alike->variance);
  return {physics + blended_excess(blend, excess, *alike),
          std::sqrt(sd * sd + share * (1 - share) * apart * apart)};
}

}  // namespace islet
