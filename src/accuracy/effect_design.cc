#include "accuracy/effect_design.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/check.h"

namespace islet {
namespace {

constexpr double slope_step = 1e-3;

double slope(const EffectRow& row, LogFactors factors, Component component) {
  if (component == Component::whole) return 1;
  const double at = factors[component];
  factors[component] = at + slope_step;
  const double above = log_predicted(row, factors);
  factors[component] = at - slope_step;
  return (above - log_predicted(row, factors)) / (2 * slope_step);
}

}  // namespace

EffectDesign::EffectDesign(const std::vector<EffectRow>& rows) {
  for (const EffectRow& row : rows) {
    for (const EffectTerm& term : row.terms) keys_.push_back(term.key);
  }
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
  std::vector<std::size_t> counts(keys_.size());
  for (const EffectRow& row : rows) {
    std::vector<Element> elements;
    for (const EffectTerm& term : row.terms) {
      const auto found = std::lower_bound(keys_.begin(), keys_.end(), term.key);
      elements.push_back({static_cast<std::size_t>(found - keys_.begin()), 0, term.weight});
    }
    std::stable_sort(elements.begin(), elements.end(),
                     [](const Element& a, const Element& b) { return a.column < b.column; });
    for (const Element& element : elements) {
      const bool is_repeated =
          elements_.size() > row_starts_.back() && elements_.back().column == element.column;
      if (is_repeated) {
        elements_.back().weight += element.weight;
      } else {
        elements_.push_back(element);
        ++counts[element.column];
      }
    }
    row_starts_.push_back(elements_.size());
  }
  for (const std::size_t count : counts) column_starts_.push_back(column_starts_.back() + count);
  rows_.resize(elements_.size());
  std::vector<std::size_t> next(column_starts_.begin(), column_starts_.end() - 1);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t at = row_starts_[row]; at < row_starts_[row + 1]; ++at) {
      elements_[at].slot = next[elements_[at].column]++;
      rows_[elements_[at].slot] = row;
    }
  }
}

double log_predicted(const EffectRow& row, const LogFactors& factors) {
  const double value = row.log_predicted(factors) + factors[Component::whole];
  CHECK(std::isfinite(value));
  return value;
}

LogFactors log_factors(const EffectDesign& design, std::size_t row,
                       std::span<const double> values) {
  LogFactors factors;
  for (const EffectDesign::Element& element : design.row(row)) {
    factors[design.keys()[element.column].component] += element.weight * values[element.column];
  }
  return factors;
}

Linearisation linearised(const EffectDesign& design, const std::vector<EffectRow>& rows,
                         std::span<const double> values) {
  Linearisation linear{std::vector<double>(design.rows()), std::vector<double>(design.slots())};
  for (std::size_t index = 0; index < design.rows(); ++index) {
    const LogFactors factors = log_factors(design, index, values);
    linear.predicted[index] = log_predicted(rows[index], factors);
    std::array<std::optional<double>, component_count> slopes;
    for (const EffectDesign::Element& element : design.row(index)) {
      const Component component = design.keys()[element.column].component;
      std::optional<double>& along = slopes[static_cast<std::size_t>(component)];
      if (!along) along = slope(rows[index], factors, component);
      linear.slopes[element.slot] = element.weight * *along;
    }
  }
  return linear;
}

std::vector<double> times(const EffectDesign& design, const Linearisation& linear,
                          std::span<const double> values) {
  std::vector<double> result(design.rows());
  for (std::size_t row = 0; row < design.rows(); ++row) {
    for (const EffectDesign::Element& element : design.row(row)) {
      result[row] += linear.slopes[element.slot] * values[element.column];
    }
  }
  return result;
}

std::vector<double> transposed_times(const EffectDesign& design, const Linearisation& linear,
                                     std::span<const double> vector) {
  std::vector<double> result(design.columns());
  for (std::size_t column = 0; column < design.columns(); ++column) {
    for (std::size_t slot = design.column_start(column); slot < design.column_start(column + 1);
         ++slot) {
      result[column] += linear.slopes[slot] * vector[design.row_of(slot)];
    }
  }
  return result;
}

SquareMatrix lower_covariance(const EffectDesign& design, const Linearisation& linear,
                              std::span<const double> variances) {
  SquareMatrix covariance(design.rows());
  // Row by row, so that the sums of a row stay in the nearest cache.
  for (std::size_t row = 0; row < design.rows(); ++row) {
    const std::span<double> sums = covariance.row(row);
    for (const EffectDesign::Element& element : design.row(row)) {
      const double scale = variances[element.column] * linear.slopes[element.slot];
      if (scale == 0) continue;  // the component does not bind here
      for (std::size_t slot = design.column_start(element.column); slot <= element.slot; ++slot) {
        sums[design.row_of(slot)] += scale * linear.slopes[slot];
      }
    }
  }
  return covariance;
}

std::vector<double> quadratic_forms(const EffectDesign& design, const Linearisation& linear,
                                    const SquareMatrix& matrix) {
  std::vector<double> forms(design.columns());
  for (std::size_t row = 0; row < design.rows(); ++row) {
    const std::span<const double> elements = matrix.row(row);
    for (const EffectDesign::Element& element : design.row(row)) {
      const double own = linear.slopes[element.slot];
      if (own == 0) continue;
      double below = 0;
      for (std::size_t slot = design.column_start(element.column); slot < element.slot; ++slot) {
        below += linear.slopes[slot] * elements[design.row_of(slot)];
      }
      forms[element.column] += own * (2 * below + own * elements[row]);
    }
  }
  return forms;
}

}  // namespace islet
