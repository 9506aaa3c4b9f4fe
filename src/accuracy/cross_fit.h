// How well a fit predicts rows whose whole group (a device, a pair, a model) it has not seen: the
// groups are dealt into folds, and everything is fitted anew without each fold.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "accuracy/effect_model.h"

namespace islet {

/// A row as a fit without its fold predicts it. Log units.
struct LeftOutRow {
  double residual = 0;  ///< log(measured / predicted)
  double sd = 0;        ///< of the residual, as the calibration of that fit states it
};

/// The fold of each row, 0 to `folds` - 1. A group stays together; the largest is dealt first, each
/// to the fold with the fewest rows (ties: the lower fold, the earlier name).
///
/// Valid for   any number of groups; folds stay empty where there are fewer groups
std::vector<std::size_t> dealt_folds(const std::vector<std::string>& groups, std::size_t folds);

/// Leaves out each fold in turn. Effects, deviations of families, scatter, weights of rows and
/// likenesses are all those of a fit that has not met the fold; such a fit starts from `families`
/// and physics as any other.
///
/// Valid for   groups that come as new ones will. With few folds, the fit knows less than one
///             without a single group would, so errors are a little too large
/// Leaves out  which families and formulas there are: those were chosen with all rows in sight
/// Source      Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 2nd edition,
///             sections 7.10.1 and 7.10.2
Result<std::vector<LeftOutRow>> cross_fitted(const std::vector<EffectRow>& rows,
                                             const std::vector<EffectFamily>& families,
                                             const EffectFitOptions& options,
                                             const std::vector<std::size_t>& fold_of);

}  // namespace islet
