// The log of a row's figure and how sure it is: from effects with their variances and from runs
// that are alike, held together by physics.
#pragma once

#include <string_view>
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

/// How effects and runs alike are put together for one kind of figure.
struct Blend {
  double share_here = 0.5;  ///< of the effects at a place that rows stood at
  double share_far = 0.5;   ///< the same where no row is near
  double agreed_far = 0;  ///< share of the whole that is only what both agree on, there; none here
};
Blend blend_of(std::string_view kind);

/// What effects and runs alike add to the log of physics, as one.
///
///     t      = min(1, 2 far)
///     h      = share_here + (share_far - share_here) t,   m = agreed_far * t
///     excess = (1 - m) (h a + (1 - h) b) + m * agreed(a, b)
///     agreed = the one nearer to 0 where a and b have one sign, else 0
///
/// A run that was itself measured keeps its measurement; one far from all stays near physics where
/// the two contradict each other.
///
/// Valid for   the kinds of `blend_of`; others are half and half
/// Leaves out  which of the two is the better for an engine or a device
/// Source      Clemen, "Combining forecasts", Int. J. Forecasting 5(4), 1989; agreed: minmod, Roe,
///             Annual Review of Fluid Mechanics 18, 1986; shares: folds, docs/MODELS.md
double blended_excess(const Blend& blend, double effects, const LikenessAnswer& alike);

/// A run's figure from all that was learnt. `run` needs no measured figure.
///
///     value = physics + blended_excess
///     sd^2  = (h sd_e + (1 - h) sd_l)^2 + h (1 - h) * (difference of the two)^2
///
/// Valid for   runs whose kind was fitted; effects alone else
/// Leaves out  what agreeing says of how sure the two are
/// Source      Clemen, 1989
LogEstimate log_estimate(const Learnt& learnt, const EffectRow& run, double scatter);

}  // namespace islet
