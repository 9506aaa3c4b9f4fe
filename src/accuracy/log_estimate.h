// The log of a row's figure and how sure it is, from effects with their variances.
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

}  // namespace islet
