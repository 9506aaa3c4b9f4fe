// How well a fit predicts rows whose whole group (a device, a model) it has not seen.
#pragma once

#include <string>
#include <vector>

#include "accuracy/effect_model.h"

namespace islet {

/// A row as the fit without its group would predict it. Log units.
struct LeftOutRow {
  double residual = 0;  ///< log(measured / predicted)
  double sd = 0;        ///< of the residual, with all that the fit knows
  /// Of the residual as a calibration file states it: effects count as independent there. Larger
  /// than `sd` where two effects can stand in for each other.
  double sd_by_effects = 0;
};

/// Leaves out each group in turn, without fitting again. `groups` names the group of each row.
///
///     B = inverse of the block of 1 / A that belongs to the group g
///     a = z / A,   a without g = a - (1 / A)[:, g] B a[g],   effects = S J' a
///     sd^2 = diag(B) - scale^2 / w + scale^2
///
/// Valid for   prediction with the deviations and weights of the whole fit; the residual itself is
///             that of the model as it bends, at the effects fitted without the group
/// Leaves out  the left-out rows' small part in the deviations of families and the scatter
/// Source      Rasmussen, Williams, "Gaussian Processes for Machine Learning", 2006, section 5.4.2;
///             Petersen, Pedersen, "The Matrix Cookbook", 2012, section 9.1 (inverse by blocks)
std::vector<LeftOutRow> leave_group_out(const EffectModel& model,
                                        const std::vector<std::string>& groups);

}  // namespace islet
