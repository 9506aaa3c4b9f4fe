// What the calibration is fitted to: a measured figure, its physics and the effects that bear on
// it.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <vector>

#include "accuracy/run_place.h"
#include "perf/component.h"

namespace islet {

/// A random effect: what one engine, device or model adds to one component. "compute", "engine",
/// "vllm/language".
struct EffectKey {
  Component component = Component::whole;
  std::string family;
  std::string name;

  friend auto operator<=>(const EffectKey&, const EffectKey&) = default;
};

/// An effect's part in a row: `weight` is 1, or a covariate such as the log of the batch.
struct EffectTerm {
  EffectKey key;
  double weight = 1;
};

/// Effects that are alike: each is drawn from a normal distribution about 0.
struct EffectFamily {
  Component component = Component::whole;
  std::string name;
  double sd = 0;  ///< in log units, above 0

  friend auto operator<=>(const EffectFamily&, const EffectFamily&) = default;
};

/// One measurement.
struct EffectRow {
  double log_measured = 0;
  std::vector<EffectTerm> terms;
  std::string noise_group;  ///< rows of one group scatter alike
  /// Log of what physics says with the factors given; must be finite and have no memory. The
  /// factor on the whole is added by the fit.
  std::function<double(const LogFactors&)> log_predicted;
  std::string kind{};  ///< runs of one kind may be alike (accuracy/likeness.h); empty: of none
  RunPlace place{};
};

}  // namespace islet
