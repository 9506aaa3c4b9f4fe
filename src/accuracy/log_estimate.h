// The log of a row's figure and how sure it is: half from effects with their variances, half from
// runs that are alike.
#pragma once

#include <vector>

#include "accuracy/calibration.h"
#include "accuracy/effect_row.h"

namespace islet {

/// Log of a row's figure and standard deviation of that log.
struct LogEstimate {
  double value = 0;
  double sd = 0;
};

/// What a calibration says, ready to be asked.
struct Learnt {
  explicit Learnt(const Calibration& calibration)
      : effects(calibration), likeness(calibration.likenesses) {}

  EffectTable effects;
  LikenessTable likeness;
};

/// What calibration says of each component of a row that these terms bear on.
LogFactors summed_factors(const EffectTable& effects, const std::vector<EffectTerm>& terms);

/// `log_predicted` is the physics without the factor on the whole; `scatter` that of such rows
/// about a right model.
///
///     value = f(c) + c.whole,   c[component] = sum of weight * effect
///     sd^2  = sum over components of (d f / d c)^2 * variance of c, + scatter^2
///
/// Valid for   effects as a calibration states them, each with its own variance
/// Leaves out  covariances between effects
/// Source      JCGM 100:2008 (GUM), equation 10
LogEstimate log_estimate(const EffectTable& effects, const std::vector<EffectTerm>& terms,
                         const std::function<double(const LogFactors&)>& log_predicted,
                         double scatter);

/// Share of the log that comes from effects where runs are alike too; the rest is theirs.
inline constexpr double effects_share = 0.5;

/// A run's figure from all that was learnt. `run` needs no measured figure.
///
///     value = h * effects + (1 - h) * (physics + likeness),   h = effects_share
///     sd^2  = (h sd_e + (1 - h) sd_l)^2 + h (1 - h) * (difference of the two)^2
///
/// Valid for   runs whose kind was fitted; effects alone else
/// Leaves out  that one of the two may be the better for a kind of run: a half was the best or near
///             it for each kind in folds (docs/MODELS.md)
/// Source      Clemen, "Combining forecasts", Int. J. Forecasting 5(4), 1989
LogEstimate log_estimate(const Learnt& learnt, const EffectRow& run, double scatter);

}  // namespace islet
