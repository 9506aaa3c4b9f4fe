// Which effect bears on which row: the sparse matrix behind the fit of effects, and what is
// multiplied by it. Each effect meets few rows and each row few effects.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "accuracy/effect_row.h"
#include "accuracy/square_matrix.h"

namespace islet {

/// The pattern of the matrix: rows are measurements, columns are effects in the order of their
/// keys. Every element has a slot; slots go column by column, rows ascending, so that the slots
/// before an element's own in its column are the rows before it.
class EffectDesign {
 public:
  /// One element of a row. `weight` is the sum of the weights of its terms.
  struct Element {
    std::size_t column = 0;
    std::size_t slot = 0;
    double weight = 0;
  };

  EffectDesign() = default;
  explicit EffectDesign(const std::vector<EffectRow>& rows);

  std::size_t rows() const { return row_starts_.size() - 1; }
  std::size_t columns() const { return keys_.size(); }
  std::size_t slots() const { return rows_.size(); }
  const std::vector<EffectKey>& keys() const { return keys_; }

  std::span<const Element> row(std::size_t index) const {
    return std::span(elements_).subspan(row_starts_[index],
                                        row_starts_[index + 1] - row_starts_[index]);
  }
  /// First slot of a column; `column_start(columns())` is the number of slots.
  std::size_t column_start(std::size_t column) const { return column_starts_[column]; }
  /// The row that a slot's element stands in.
  std::size_t row_of(std::size_t slot) const { return rows_[slot]; }

 private:
  std::vector<EffectKey> keys_;
  std::vector<Element> elements_;  ///< row by row, columns ascending
  std::vector<std::size_t> row_starts_ = {0};
  std::vector<std::size_t> column_starts_ = {0};
  std::vector<std::size_t> rows_;  ///< by slot
};

/// Log of the row's figure, the factor on the whole included.
double log_predicted(const EffectRow& row, const LogFactors& factors);

/// Sums of the effects that bear on a row, with the effects' values by column.
LogFactors log_factors(const EffectDesign& design, std::size_t row, std::span<const double> values);

/// The model near one set of values of the effects.
struct Linearisation {
  std::vector<double> predicted;  ///< log of the figure, by row
  std::vector<double> slopes;     ///< d predicted / d effect, by slot of the design
};

/// Predictions at `values`, with the slope along each component by central differences.
///
///     slope = weight * (f(c + h) - f(c - h)) / (2 h),   h = 0.001
///
/// Valid for   predictions smooth over 0.2 % of a component; at a kink a mean of both sides
/// Source      Press et al., "Numerical Recipes", 3rd edition, section 5.7
Linearisation linearised(const EffectDesign& design, const std::vector<EffectRow>& rows,
                         std::span<const double> values);

/// J * values, by row, where J has the slopes of `linear`.
std::vector<double> times(const EffectDesign& design, const Linearisation& linear,
                          std::span<const double> values);

/// J' * vector, by column.
std::vector<double> transposed_times(const EffectDesign& design, const Linearisation& linear,
                                     std::span<const double> vector);

/// J * diag(variances) * J', on and below the diagonal only.
SquareMatrix lower_covariance(const EffectDesign& design, const Linearisation& linear,
                              std::span<const double> variances);

/// The diagonal of J' * matrix * J, by column; `matrix` is symmetric.
std::vector<double> quadratic_forms(const EffectDesign& design, const Linearisation& linear,
                                    const SquareMatrix& matrix);

}  // namespace islet
