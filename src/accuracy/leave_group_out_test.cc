// Goal: leaving a group out in closed form gives what a fit without the group gives.
#include "accuracy/leave_group_out.h"

#include <limits>

#include <gtest/gtest.h>

#include "accuracy/synthetic_rows.h"

namespace islet {
namespace {

const std::vector<EffectFamily> linear_families = {{Component::whole, "engine", 0.4},
                                                   {Component::whole, "device", 0.3},
                                                   {Component::whole, "batch", 0.2}};

/// 24 rows of three effects each, one of them a slope.
std::vector<EffectRow> linear_rows() {
  std::vector<EffectRow> rows;
  RandomStream stream(11);
  for (int i = 0; i < 24; ++i) {
    EffectRow row;
    row.terms = {{{Component::whole, "engine", std::to_string(i % 3)}},
                 {{Component::whole, "device", std::to_string(i / 4)}},
                 {{Component::whole, "batch", ""}, stream.uniform(-1, 1)}};
    row.noise_group = i % 2 == 0 ? "even" : "odd";
    row.log_predicted = [](const LogFactors&) { return 1.0; };
    row.log_measured = 1 + stream.normal(0, 0.5);
    rows.push_back(row);
  }
  return rows;
}

EffectFitOptions fixed_spreads() {
  EffectFitOptions options;
  options.degrees_of_freedom = std::numeric_limits<double>::infinity();
  options.rounds = 0;
  options.start_steps = 2;  // the first goes a part of the way only
  return options;
}

EffectModel fit(const std::vector<EffectRow>& rows, const std::vector<EffectFamily>& families,
                const EffectFitOptions& options) {
  Result<EffectModel> model = fitted_effects(rows, families, options);
  EXPECT_TRUE(model.has_value());
  return std::move(model).value();
}

std::vector<std::string> devices_of(const std::vector<EffectRow>& rows) {
  std::vector<std::string> groups;
  for (const EffectRow& row : rows) groups.push_back(row.terms[1].key.name);
  return groups;
}

std::vector<EffectRow> without(const std::vector<EffectRow>& rows,
                               const std::vector<std::string>& groups, const std::string& group) {
  std::vector<EffectRow> kept;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (groups[i] != group) kept.push_back(rows[i]);
  }
  return kept;
}

/// Value and variance of an effect; those of its family when the fit has not met it.
Effect effect_of(const EffectModel& model, const EffectKey& key) {
  for (const Effect& effect : model.effects) {
    if (effect.key == key) return effect;
  }
  for (const EffectFamily& family : model.families) {
    if (family.component == key.component && family.name == key.family) {
      return {key, 0, family.sd * family.sd, family.sd * family.sd, 0};
    }
  }
  return {};
}

/// Prior covariance of the predictions of two linear rows.
double covariance(const EffectRow& a, const EffectRow& b) {
  double sum = 0;
  for (const EffectTerm& one : a.terms) {
    for (const EffectTerm& other : b.terms) {
      if (one.key != other.key) continue;
      for (const EffectFamily& family : linear_families) {
        if (family.name == one.key.family) sum += one.weight * other.weight * family.sd * family.sd;
      }
    }
  }
  return sum;
}

constexpr double noise_variance = 0.12 * 0.12;

/// Deviation of the prediction of `row` from `kept`, by the textbook's formula on dense matrices.
double dense_sd(const EffectRow& row, const std::vector<EffectRow>& kept) {
  SquareMatrix matrix(kept.size());
  std::vector<double> shared;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    shared.push_back(covariance(row, kept[i]));
    for (std::size_t j = 0; j < kept.size(); ++j) {
      matrix.at(i, j) = covariance(kept[i], kept[j]) + (i == j ? noise_variance : 0);
    }
  }
  EXPECT_TRUE(invert(matrix));
  return std::sqrt(covariance(row, row) - quadratic_form(matrix, shared) + noise_variance);
}

TEST(LeaveGroupOut, EqualsAFitWithoutTheGroup) {
  const std::vector<EffectRow> rows = linear_rows();
  const std::vector<std::string> groups = devices_of(rows);
  const std::vector<LeftOutRow> left =
      leave_group_out(fit(rows, linear_families, fixed_spreads()), groups);
  ASSERT_EQ(left.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::vector<EffectRow> kept = without(rows, groups, groups[i]);
    const EffectModel refitted = fit(kept, linear_families, fixed_spreads());
    double predicted = 1;
    double variance = noise_variance;
    for (const EffectTerm& term : rows[i].terms) {
      const Effect effect = effect_of(refitted, term.key);
      predicted += term.weight * effect.value;
      variance += term.weight * term.weight * effect.variance;
    }
    EXPECT_NEAR(left[i].residual, rows[i].log_measured - predicted, 1e-9) << i;
    EXPECT_NEAR(left[i].sd_by_effects, std::sqrt(variance), 1e-9) << i;
    EXPECT_NEAR(left[i].sd, dense_sd(rows[i], kept), 1e-9) << i;
  }
}

TEST(LeaveGroupOut, OneGroupOfAllRowsIsThePrior) {
  const std::vector<EffectRow> rows = linear_rows();
  const std::vector<std::string> groups(rows.size(), "all");
  const std::vector<LeftOutRow> left =
      leave_group_out(fit(rows, linear_families, fixed_spreads()), groups);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_NEAR(left[i].residual, rows[i].log_measured - 1, 1e-9);
    EXPECT_NEAR(left[i].sd, std::sqrt(covariance(rows[i], rows[i]) + noise_variance), 1e-9);
  }
}

TEST(LeaveGroupOut, InAModelThatBendsIsNearAFitWithoutTheGroup) {
  const SyntheticRows made = synthetic_rows(4, 0.05, RandomStream(12));
  const EffectModel whole = fit(made.rows, synthetic_families(), {});
  const std::vector<std::string> groups = devices_of(made.rows);
  const std::vector<LeftOutRow> left = leave_group_out(whole, groups);
  for (const char* device : {"device_0", "device_7"}) {
    const EffectModel refitted = fit(without(made.rows, groups, device), synthetic_families(), {});
    for (std::size_t i = 0; i < made.rows.size(); ++i) {
      if (groups[i] != device) continue;
      LogFactors factors;
      for (const EffectTerm& term : made.rows[i].terms) {
        factors[term.key.component] += effect_of(refitted, term.key).value;
      }
      const double residual = made.rows[i].log_measured - made.rows[i].log_predicted(factors);
      EXPECT_NEAR(left[i].residual, residual, 0.01) << device;
    }
  }
}

TEST(LeaveGroupOut, AnOutlierDoesNotWidenItsOwnRange) {
  SyntheticRows made = synthetic_rows(4, 0.05, RandomStream(13));
  const std::vector<std::string> groups = devices_of(made.rows);
  made.rows[0].log_measured += 4;  // batch 1 of the first engine and device
  const std::vector<LeftOutRow> left =
      leave_group_out(fit(made.rows, synthetic_families(), {}), groups);
  EXPECT_GT(left[0].residual, 3);
  EXPECT_LT(left[0].sd, 2 * left[4].sd);
}

}  // namespace
}  // namespace islet
