#include "accuracy/effect_model.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/check.h"

namespace islet {
namespace {

// Assumed: weak priors, so that a family of two effects or a group of three rows stays near what is
// usual. They count as that many effects and rows more.
constexpr double prior_effects = 20;
constexpr double prior_rows = 10;
constexpr double prior_scale = 0.1;

/// The first step from physics alone is the longest; a part of it is safer.
constexpr double first_step = 0.7;

/// At the end, with all deviations fitted.
constexpr int end_steps = 2;

/// No effect multiplies a component by more than e^20.
constexpr double effect_max = 20;

/// Index of the family of each column.
std::vector<std::size_t> families_of(const EffectDesign& design,
                                     const std::vector<EffectFamily>& families) {
  std::vector<std::size_t> indices;
  for (const EffectKey& key : design.keys()) {
    const auto found =
        std::find_if(families.begin(), families.end(), [&](const EffectFamily& family) {
          return family.component == key.component && family.name == key.family;
        });
    CHECK(found != families.end());
    indices.push_back(static_cast<std::size_t>(found - families.begin()));
  }
  return indices;
}

std::vector<NoiseGroup> noise_groups(const std::vector<EffectRow>& rows, double scale) {
  std::vector<NoiseGroup> groups;
  for (const EffectRow& row : rows) groups.push_back({row.noise_group, scale, 0});
  const auto by_name = [](const NoiseGroup& a, const NoiseGroup& b) { return a.name < b.name; };
  const auto same_name = [](const NoiseGroup& a, const NoiseGroup& b) { return a.name == b.name; };
  std::sort(groups.begin(), groups.end(), by_name);
  groups.erase(std::unique(groups.begin(), groups.end(), same_name), groups.end());
  return groups;
}

/// One fit under way.
class EffectFit {
 public:
  EffectFit(std::vector<EffectRow> rows, std::vector<EffectFamily> families,
            const EffectFitOptions& options)
      : options_(options) {
    model_.rows = std::move(rows);
    model_.families = std::move(families);
    model_.design = EffectDesign(model_.rows);
    std::sort(model_.families.begin(), model_.families.end());
    family_of_ = families_of(model_.design, model_.families);
    for (const EffectFamily& family : model_.families) {
      CHECK(family.sd > 0);
      start_variances_.push_back(family.sd * family.sd);
    }
    model_.noise = noise_groups(model_.rows, options.noise_at_start);
    for (const EffectRow& row : model_.rows) {
      const auto found = std::lower_bound(
          model_.noise.begin(), model_.noise.end(), row.noise_group,
          [](const NoiseGroup& group, const std::string& name) { return group.name < name; });
      noise_of_.push_back(static_cast<std::size_t>(found - model_.noise.begin()));
      ++found->rows;
    }
    model_.robust_weights.assign(model_.rows.size(), 1);
    values_.assign(model_.design.columns(), 0);
  }

  /// Linearises the model about the effects' present values.
  bool straighten() {
    for (const double value : values_) {
      if (!(std::abs(value) < effect_max)) return false;
    }
    model_.linear = linearised(model_.design, model_.rows, values_);
    model_.targets = times(model_.design, model_.linear, values_);
    model_.residuals.resize(model_.rows.size());
    for (std::size_t row = 0; row < model_.rows.size(); ++row) {
      model_.residuals[row] = model_.rows[row].log_measured - model_.linear.predicted[row];
      model_.targets[row] += model_.residuals[row];
    }
    return true;
  }

  /// Weights of the robust fit from the residuals.
  void weigh(const std::vector<double>& residuals) {
    const double freedom = options_.degrees_of_freedom;
    if (std::isinf(freedom)) return;
    for (std::size_t row = 0; row < residuals.size(); ++row) {
      const double scaled = residuals[row] / model_.noise[noise_of_[row]].scale;
      model_.robust_weights[row] = (freedom + 1) / (freedom + scaled * scaled);
    }
  }

  /// Moves the effects to the posterior mean of the straightened model, or a `share` of the way.
  bool solve(double share) {
    prior_variances_.clear();
    for (const std::size_t family : family_of_) {
      prior_variances_.push_back(model_.families[family].sd * model_.families[family].sd);
    }
    model_.inverse = lower_covariance(model_.design, model_.linear, prior_variances_);
    model_.noise_variance.clear();
    for (std::size_t row = 0; row < model_.rows.size(); ++row) {
      const double scale = model_.noise[noise_of_[row]].scale;
      model_.noise_variance.push_back(scale * scale);
      model_.inverse.at(row, row) += scale * scale / model_.robust_weights[row];
    }
    if (!invert(model_.inverse)) return false;
    const std::vector<double> means =
        transposed_times(model_.design, model_.linear, product(model_.inverse, model_.targets));
    for (std::size_t column = 0; column < values_.size(); ++column) {
      const double mean = prior_variances_[column] * means[column];
      values_[column] += share * (mean - values_[column]);
    }
    return true;
  }

  /// Posterior variance of each effect; after `solve`.
  std::vector<double> variances() const {
    std::vector<double> left = quadratic_forms(model_.design, model_.linear, model_.inverse);
    for (std::size_t column = 0; column < left.size(); ++column) {
      const double prior = prior_variances_[column];
      left[column] = std::max(prior - prior * prior * left[column], 0.0);
    }
    return left;
  }

  /// Deviations of families, scales and weights of the scatter, given the posterior.
  void learn_spreads() {
    learn_families(variances());
    std::vector<double> residuals = times(model_.design, model_.linear, values_);
    std::vector<double> sums(model_.noise.size(), prior_rows * prior_scale * prior_scale);
    for (std::size_t row = 0; row < residuals.size(); ++row) {
      residuals[row] = model_.targets[row] - residuals[row];
      const double weight = model_.robust_weights[row];
      const double noise = model_.noise_variance[row] / weight;
      const double left = std::max(noise - noise * noise * model_.inverse.at(row, row), 0.0);
      sums[noise_of_[row]] += weight * (residuals[row] * residuals[row] + left);
    }
    for (std::size_t group = 0; group < sums.size(); ++group) {
      model_.noise[group].scale = std::sqrt(sums[group] / (model_.noise[group].rows + prior_rows));
    }
    weigh(residuals);
  }

  EffectModel result() && {
    const std::vector<double> left = variances();
    for (std::size_t column = 0; column < values_.size(); ++column) {
      const std::size_t rows =
          model_.design.column_start(column + 1) - model_.design.column_start(column);
      model_.effects.push_back({model_.design.keys()[column], values_[column], left[column],
                                prior_variances_[column], static_cast<int>(rows)});
    }
    for (std::size_t row = 0; row < model_.rows.size(); ++row) {
      const LogFactors factors = log_factors(model_.design, row, values_);
      model_.residuals[row] =
          model_.rows[row].log_measured - log_predicted(model_.rows[row], factors);
    }
    return std::move(model_);
  }

  const std::vector<double>& residuals() const { return model_.residuals; }

 private:
  void learn_families(const std::vector<double>& left) {
    std::vector<double> sums;
    std::vector<double> counts(start_variances_.size(), prior_effects);
    for (const double start : start_variances_) {
      sums.push_back(prior_effects * options_.prior_share * start);
    }
    for (std::size_t column = 0; column < values_.size(); ++column) {
      sums[family_of_[column]] += values_[column] * values_[column] + left[column];
      ++counts[family_of_[column]];
    }
    for (std::size_t family = 0; family < sums.size(); ++family) {
      // A family that no row meets keeps what is expected of it.
      if (counts[family] == prior_effects) continue;
      model_.families[family].sd = std::sqrt(sums[family] / counts[family]);
    }
  }

  EffectFitOptions options_;
  EffectModel model_;
  std::vector<std::size_t> family_of_;  ///< by column
  std::vector<std::size_t> noise_of_;   ///< by row
  std::vector<double> start_variances_;
  std::vector<double> prior_variances_;  ///< by column
  std::vector<double> values_;           ///< by column
};

/// Straightens and solves `steps` times at fixed deviations. With `is_start` the first step counts
/// all rows alike and is shortened.
bool gauss_newton(EffectFit& fit, int steps, bool is_start) {
  for (int step = 0; step < steps; ++step) {
    if (!fit.straighten()) return false;
    const bool is_first = is_start && step == 0;
    if (!is_first) fit.weigh(fit.residuals());
    if (!fit.solve(is_first && steps > 1 ? first_step : 1)) return false;
  }
  return true;
}

bool expectation_maximisation(EffectFit& fit, int steps) {
  for (int step = 0; step < steps; ++step) {
    if (!fit.solve(1)) return false;
    fit.learn_spreads();
  }
  return true;
}

}  // namespace

Result<EffectModel> fitted_effects(std::vector<EffectRow> rows, std::vector<EffectFamily> families,
                                   const EffectFitOptions& options) {
  CHECK(options.start_steps > 0 && options.rounds >= 0 && options.em_steps >= 0);
  EffectFit fit(std::move(rows), std::move(families), options);
  bool is_good = gauss_newton(fit, options.start_steps, true);
  for (int round = 0; is_good && round < options.rounds; ++round) {
    is_good = fit.straighten() && expectation_maximisation(fit, options.em_steps);
  }
  if (is_good && options.rounds > 0) is_good = gauss_newton(fit, end_steps, false);
  if (!is_good) {
    return Error{{},
                 "the effects cannot be fitted: a value runs away",
                 "Look for a row whose figure is off by orders of magnitude.",
                 "V6",
                 ""};
  }
  return std::move(fit).result();
}

}  // namespace islet
