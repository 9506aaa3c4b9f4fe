#include "accuracy/leave_group_out.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/check.h"

namespace islet {
namespace {

/// An effect that bears on the group, as fitted without the group.
struct OpenEffect {
  double value = 0;
  double variance = 0;
};

/// The fit without one group.
class WithoutGroup {
 public:
  WithoutGroup(const EffectModel& model, const std::vector<double>& solved,
               const std::vector<double>& forms, const std::vector<std::size_t>& group)
      : model_(model), forms_(forms), group_(group), block_(group.size()), solved_(solved) {
    for (std::size_t i = 0; i < group.size(); ++i) {
      for (std::size_t j = 0; j < group.size(); ++j) {
        block_.at(i, j) = model.inverse.at(group[i], group[j]);
      }
    }
    const bool is_inverted = invert(block_);
    CHECK(is_inverted);  // a block of a positive definite matrix is positive definite
    std::vector<double> own;
    for (const std::size_t row : group) own.push_back(solved[row]);
    const std::vector<double> part = product(block_, own);
    for (std::size_t i = 0; i < group.size(); ++i) {
      const std::span<const double> elements = model.inverse.row(group[i]);
      for (std::size_t row = 0; row < solved_.size(); ++row) {
        solved_[row] -= part[i] * elements[row];
      }
    }
  }

  /// The `index`-th row of the group.
  LeftOutRow row(std::size_t index) {
    const std::size_t row = group_[index];
    LogFactors factors;
    double variance = 0;
    for (const EffectDesign::Element& element : model_.design.row(row)) {
      const OpenEffect& effect = open_effect(element.column);
      factors[model_.design.keys()[element.column].component] += element.weight * effect.value;
      const double slope = model_.linear.slopes[element.slot];
      variance += slope * slope * effect.variance;
    }
    const double noise = model_.noise_variance[row];
    const double of_effects = block_.at(index, index) - noise / model_.robust_weights[row];
    LeftOutRow left;
    left.residual = model_.rows[row].log_measured - log_predicted(model_.rows[row], factors);
    left.sd = std::sqrt(std::max(of_effects, 0.0) + noise);
    left.sd_by_effects = std::sqrt(variance + noise);
    return left;
  }

 private:
  const OpenEffect& open_effect(std::size_t column) {
    const auto [place, is_new] = effects_.try_emplace(column);
    if (!is_new) return place->second;
    const EffectDesign& design = model_.design;
    double value = 0;
    std::vector<double> shared(group_.size());
    for (std::size_t slot = design.column_start(column); slot < design.column_start(column + 1);
         ++slot) {
      const double slope = model_.linear.slopes[slot];
      const std::size_t row = design.row_of(slot);
      value += slope * solved_[row];
      for (std::size_t i = 0; i < group_.size(); ++i) {
        shared[i] += slope * model_.inverse.at(group_[i], row);
      }
    }
    const double prior = model_.effects[column].prior_variance;
    const double form = forms_[column] - quadratic_form(block_, shared);
    place->second = {prior * value, std::max(prior - prior * prior * form, 0.0)};
    return place->second;
  }

  const EffectModel& model_;
  const std::vector<double>& forms_;
  const std::vector<std::size_t>& group_;
  SquareMatrix block_;
  std::vector<double> solved_;  ///< a without the group, by row
  std::map<std::size_t, OpenEffect> effects_;
};

}  // namespace

std::vector<LeftOutRow> leave_group_out(const EffectModel& model,
                                        const std::vector<std::string>& groups) {
  CHECK(groups.size() == model.rows.size());
  std::map<std::string, std::vector<std::size_t>> rows_of;
  for (std::size_t row = 0; row < groups.size(); ++row) rows_of[groups[row]].push_back(row);
  const std::vector<double> solved = product(model.inverse, model.targets);
  const std::vector<double> forms = quadratic_forms(model.design, model.linear, model.inverse);
  std::vector<LeftOutRow> left(groups.size());
  for (const auto& [name, rows] : rows_of) {
    WithoutGroup without(model, solved, forms, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) left[rows[i]] = without.row(i);
  }
  return left;
}

}  // namespace islet
