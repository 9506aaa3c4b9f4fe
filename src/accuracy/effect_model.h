// The effects of engines, devices, models and the like, fitted to measurements.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "accuracy/effect_design.h"
#include "accuracy/effect_row.h"
#include "accuracy/square_matrix.h"
#include "base/error.h"

namespace islet {

/// An effect as fitted.
struct Effect {
  EffectKey key;
  double value = 0;           ///< mean, log units
  double variance = 0;        ///< what the rows leave open
  double prior_variance = 0;  ///< of its family
  int rows = 0;
};

/// How far measurements scatter about a right model; log units.
struct NoiseGroup {
  std::string name;
  double scale = 0;
  int rows = 0;
};

struct EffectFitOptions {
  /// Degrees of freedom of the scatter: 3 lets a row be far off at little cost. Infinity for a
  /// normal distribution.
  double degrees_of_freedom = 3;
  double noise_at_start = 0.12;
  /// Share of the variance a family starts with that its weak prior holds on to.
  double prior_share = 0.25;
  int start_steps = 4;  ///< Gauss-Newton, with the families' own deviations
  int rounds = 2;       ///< of: straighten the model out, then `em_steps`; 0 keeps all deviations
  int em_steps = 4;     ///< each fits deviations and scatter once
};

/// The fit. The lists are for people and files; the rest is what the fit itself goes by.
struct EffectModel {
  std::vector<Effect> effects;         ///< by key
  std::vector<EffectFamily> families;  ///< by component and name; deviations as fitted
  std::vector<NoiseGroup> noise;       ///< by name
  std::vector<double> residuals;       ///< log(measured / fitted), by row

  std::vector<EffectRow> rows;
  EffectDesign design;
  Linearisation linear;                ///< at the effects' values
  std::vector<double> noise_variance;  ///< by row, before the weight of a robust fit
  std::vector<double> robust_weights;  ///< by row; small where a row is far off
  std::vector<double> targets;         ///< what the straightened model is fitted to, by row
  SquareMatrix inverse;                ///< of the targets' covariance
};

/// Fits effects to rows. `families` names every family that a term belongs to, with the deviation
/// expected before any row is seen. An error when the rows cannot tell the effects apart (values
/// that are not finite or absurdly large).
///
///     log(measured) = f(c) + c.whole + scatter,   c[component] = sum of weight * effect
///     effect ~ Normal(0, sd of its family)        scatter ~ Student-t(3) * scale of its group
///     A = J S J' + diag(scale^2 / w),   effects = S J' z / A,   z = log(measured) - f + J effects
///     w = (3 + 1) / (3 + (residual / scale)^2)
///     sd^2 = (sum(effect^2 + variance) + 20 * prior_share * sd_before^2) / (count + 20)
///     scale^2 = (sum(w * (residual^2 + variance)) + 10 * 0.1^2) / (count + 10)
///
/// Valid for   up to about 4,000 rows: memory grows with their square, time with their cube
/// Leaves out  the skew of the posterior where f bends within an effect's deviation
/// Source      Rasmussen, Williams, "Gaussian Processes for Machine Learning", 2006, sections 2.1
///             and 2.7; Dempster, Laird, Rubin, JRSS B 39(1), 1977; Lange, Little, Taylor, JASA
///             84(408), 1989
Result<EffectModel> fitted_effects(std::vector<EffectRow> rows, std::vector<EffectFamily> families,
                                   const EffectFitOptions& options);

}  // namespace islet
