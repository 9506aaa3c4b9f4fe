// Ranges that hold whatever the distribution of errors, from errors on rows that were left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace islet {

/// The error of a row that the prediction had not seen, beside its expected error. Log units.
struct ConformalScore {
  std::string group;  ///< kind of evidence: "language, known device"
  double residual = 0;
  double sd = 0;  ///< above 0
};

/// Rows of one kind of evidence.
struct ConformalGroup {
  std::string name;
  int rows = 0;
  double factor = 0;        ///< the range is exp(-factor * sd) to exp(factor * sd) of the figure
  bool is_pooled = false;   ///< too few rows: the factor is that of all rows
  double median_error = 0;  ///< of max(predicted / measured, measured / predicted) - 1
  double p90_error = 0;
};

/// Factors for ranges that hold the measured figure with probability `share`.
struct ConformalFactors {
  double share = 0.9;
  ConformalGroup pooled;               ///< all rows; its name is "all"
  std::vector<ConformalGroup> groups;  ///< by name

  /// The factor of a group; of all rows for one that is not known.
  double factor(std::string_view group) const;
  bool has(std::string_view group) const;

 private:
  const ConformalGroup* find(std::string_view group) const;
};

/// Below this many rows a group takes the factor of all rows.
inline constexpr int conformal_rows_min = 30;

/// Split-conformal factors of scores that were not used in the fit.
///
///     factor = the k-th smallest of |residual| / sd,   k = ceil((rows + 1) * share)
///
/// Valid for   rows that come as those of the group did (exchangeable); then the range holds with
///             at least `share`. Rows of one device come together, so it holds over many devices,
///             not on each.
/// Source      Lei, G'Sell, Rinaldo, Tibshirani, Wasserman, "Distribution-free predictive inference
///             for regression", JASA 113(523), 2018, sections 2.2 and 5.2
/// An error when there are too few rows for any range.
Result<ConformalFactors> conformal_factors(const std::vector<ConformalScore>& scores,
                                           double share = 0.9);

}  // namespace islet
