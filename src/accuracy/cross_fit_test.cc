// Goal: a row left out is predicted by a whole fit that has met no row of its group.
#include "accuracy/cross_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

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
    row.noise_group = "all";
    row.log_predicted = [](const LogFactors&) { return 1.0; };
    row.log_measured = 1 + stream.normal(0, 0.5);
    rows.push_back(row);
  }
  return rows;
}

std::vector<std::string> devices_of(const std::vector<EffectRow>& rows) {
  std::vector<std::string> groups;
  for (const EffectRow& row : rows) groups.push_back(row.terms[1].key.name);
  return groups;
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

TEST(DealtFolds, KeepAGroupTogetherAndAreEvenlyFull) {
  std::vector<std::string> groups;
  for (int group = 0; group < 9; ++group) {
    for (int row = 0; row <= group; ++row) groups.push_back("group_" + std::to_string(group));
  }
  const std::vector<std::size_t> folds = dealt_folds(groups, 3);
  std::map<std::string, std::set<std::size_t>> folds_of;
  std::vector<int> sizes(3);
  for (std::size_t row = 0; row < groups.size(); ++row) {
    folds_of[groups[row]].insert(folds[row]);
    ++sizes[folds[row]];
  }
  for (const auto& [group, met] : folds_of) EXPECT_EQ(met.size(), 1U) << group;
  // 45 rows of groups of 1 to 9, largest first: 9 + 4 + 3, 8 + 5 + 2, 7 + 6 + 1.
  EXPECT_EQ(sizes, (std::vector<int>{16, 15, 14}));
}

TEST(DealtFolds, DoNotDependOnTheOrderOfRows) {
  const std::vector<std::string> groups = {"c", "a", "b", "a", "b", "d"};
  std::vector<std::string> turned(groups.rbegin(), groups.rend());
  std::vector<std::size_t> folds = dealt_folds(turned, 2);
  std::reverse(folds.begin(), folds.end());
  EXPECT_EQ(folds, dealt_folds(groups, 2));
}

// With fixed spreads and a linear model the fit is a textbook's Gaussian process.
TEST(CrossFit, PredictsAsTheTextbookDoesFromTheRowsKept) {
  const std::vector<EffectRow> rows = linear_rows();
  EffectFitOptions options;
  options.degrees_of_freedom = std::numeric_limits<double>::infinity();
  options.rounds = 0;
  options.start_steps = 2;  // the first goes a part of the way only
  const std::vector<std::size_t> folds = dealt_folds(devices_of(rows), 3);
  const Result<std::vector<LeftOutRow>> left = cross_fitted(rows, linear_families, options, folds);
  ASSERT_TRUE(left.has_value());
  const double noise = options.noise_at_start * options.noise_at_start;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (folds[i] != folds[row]) kept.push_back(i);
    }
    SquareMatrix matrix(kept.size());
    std::vector<double> shared;
    std::vector<double> targets;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      shared.push_back(covariance(rows[row], rows[kept[i]]));
      targets.push_back(rows[kept[i]].log_measured - 1);
      for (std::size_t j = 0; j < kept.size(); ++j) {
        matrix.at(i, j) = covariance(rows[kept[i]], rows[kept[j]]) + (i == j ? noise : 0);
      }
    }
    ASSERT_TRUE(invert(matrix));
    const std::vector<double> solved = product(matrix, targets);
    double predicted = 1;
    for (std::size_t i = 0; i < kept.size(); ++i) predicted += shared[i] * solved[i];
    EXPECT_NEAR((*left)[row].residual, rows[row].log_measured - predicted, 1e-9) << row;
  }
}

// The point of refitting: what closed forms get wrong is that the left-out rows' own spread is in
// the deviations that judge them.
TEST(CrossFit, ARowLeftOutHasNoPartInItsOwnPrediction) {
  SyntheticRows made = synthetic_rows(3, 0.05, RandomStream(13));
  const std::vector<std::size_t> folds = dealt_folds(devices_of(made.rows), 4);
  EffectFitOptions options;
  options.rounds = 2;
  options.em_steps = 3;
  const auto before = cross_fitted(made.rows, synthetic_families(), options, folds);
  for (std::size_t row = 0; row < made.rows.size(); ++row) {
    if (folds[row] == 1) made.rows[row].log_measured += 2;
  }
  const auto after = cross_fitted(made.rows, synthetic_families(), options, folds);
  ASSERT_TRUE(before.has_value());
  ASSERT_TRUE(after.has_value());
  for (std::size_t row = 0; row < made.rows.size(); ++row) {
    if (folds[row] != 1) continue;
    EXPECT_NEAR((*after)[row].residual, (*before)[row].residual + 2, 1e-9);
    EXPECT_DOUBLE_EQ((*after)[row].sd, (*before)[row].sd);
  }
}

TEST(CrossFit, ScatterAboutNewDevicesIsWhatItSays) {
  const SyntheticRows made = synthetic_rows(4, 0.05, RandomStream(12));
  const auto left =
      cross_fitted(made.rows, synthetic_families(), {}, dealt_folds(devices_of(made.rows), 4));
  ASSERT_TRUE(left.has_value());
  double squares = 0;
  for (const LeftOutRow& row : *left) squares += std::pow(row.residual / row.sd, 2);
  const double ratio = std::sqrt(squares / static_cast<double>(left->size()));
  EXPECT_GT(ratio, 0.5);  // twelve devices: their spread is known to a fifth or so
  EXPECT_LT(ratio, 1.5);
}

}  // namespace
}  // namespace islet
