// The fit of a likeness: weights and reaches by the likelihood of the rows themselves.
#pragma once

#include <string>
#include <vector>

#include "accuracy/effect_row.h"
#include "accuracy/likeness.h"
#include "base/error.h"

namespace islet {

/// A measured figure at its place.
struct LikenessRow {
  RunPlace place;
  double excess = 0;  ///< log(measured / physics)
};

/// Below this many rows nothing is fitted.
inline constexpr std::size_t likeness_rows_min = 20;

/// Fits one kind of figure. An error when the rows cannot tell places apart (a matrix that is not
/// positive definite).
///
///     A = likeness of rows with each other + noise / w,   weights = excess / A
///     scales: the least of  excess' A^-1 excess / 2 + log|A| / 2 + (log scale - usual)^2 / 8
///     w = (3 + 1) / (3 + (residual / noise)^2), four times, with the scales found
///
/// Valid for   up to a few thousand rows: time grows with their cube
/// Leaves out  that rows of one table and one device scatter together
/// Source      Rasmussen, Williams, sections 2.2 and 5.4.1; steps by their signs: Igel, Huesken,
///             "Improving the Rprop Learning Algorithm", 2000
Result<Likeness> fitted_likeness(std::string kind, const std::vector<LikenessRow>& rows);

/// One for each kind that has rows enough, by kind.
Result<std::vector<Likeness>> fitted_likenesses(const std::vector<EffectRow>& rows);

}  // namespace islet
