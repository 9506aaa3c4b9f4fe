// Goal: effects that made the rows are found again, with honest variances, whatever a few rows say.
#include "accuracy/effect_model.h"

#include <limits>

#include <gtest/gtest.h>

#include "accuracy/synthetic_rows.h"

namespace islet {
namespace {

constexpr double normal_scatter = std::numeric_limits<double>::infinity();

EffectModel fit(std::vector<EffectRow> rows, const EffectFitOptions& options = {}) {
  Result<EffectModel> model = fitted_effects(std::move(rows), synthetic_families(), options);
  EXPECT_TRUE(model.has_value());
  return std::move(model).value();
}

double value_of(const EffectModel& model, const std::string& name) {
  for (const Effect& effect : model.effects) {
    if (effect.key.name == name) return effect.value;
  }
  ADD_FAILURE() << "no effect " << name;
  return 0;
}

/// Root of the mean squared distance of effects from the truth.
double distance(const EffectModel& model, const SyntheticRows& made) {
  double squares = 0;
  for (std::size_t i = 0; i < made.engine.size(); ++i) {
    squares += std::pow(value_of(model, "engine_" + std::to_string(i)) - made.engine[i], 2);
  }
  for (std::size_t i = 0; i < made.device.size(); ++i) {
    squares += std::pow(value_of(model, "device_" + std::to_string(i)) - made.device[i], 2);
  }
  return std::sqrt(squares / static_cast<double>(made.engine.size() + made.device.size()));
}

/// y = effect + scatter, one effect.
std::vector<EffectRow> plain_rows(const std::vector<double>& measured) {
  std::vector<EffectRow> rows;
  for (const double one : measured) {
    rows.push_back({one, {{{Component::whole, "device", "l4"}}}, "all", [](const LogFactors&) {
                      return 0.0;
                    }});
  }
  return rows;
}

TEST(EffectModel, OneEffectIsTheShrunkMeanOfItsRows) {
  // Normal-normal conjugacy: precision 3 / 0.2^2 + 1 / 0.5^2 = 79, mean (0.9 / 0.04) / 79.
  EffectFitOptions options;
  options.degrees_of_freedom = normal_scatter;
  options.noise_at_start = 0.2;
  options.rounds = 0;
  const Result<EffectModel> model =
      fitted_effects(plain_rows({0.2, 0.3, 0.4}), {{Component::whole, "device", 0.5}}, options);
  ASSERT_TRUE(model.has_value());
  ASSERT_EQ(model->effects.size(), 1U);
  EXPECT_NEAR(model->effects[0].value, 22.5 / 79, 1e-12);
  EXPECT_NEAR(model->effects[0].variance, 1.0 / 79, 1e-12);
  EXPECT_NEAR(model->effects[0].prior_variance, 0.25, 1e-15);
  EXPECT_EQ(model->effects[0].rows, 3);
  EXPECT_NEAR(model->residuals[2], 0.4 - 22.5 / 79, 1e-12);
}

TEST(EffectModel, EffectsThatMadeTheRowsAreRecovered) {
  const SyntheticRows made = synthetic_rows(4, 0.05, RandomStream(1));
  const EffectModel model = fit(made.rows);
  EXPECT_LT(distance(model, made), 0.035);
  for (const Effect& effect : model.effects) {
    EXPECT_LT(effect.variance, 0.1 * effect.prior_variance);
    const bool is_engine = effect.key.family == "engine";
    const std::vector<double>& truths = is_engine ? made.engine : made.device;
    for (std::size_t i = 0; i < truths.size(); ++i) {
      if (effect.key.name != effect.key.family + "_" + std::to_string(i)) continue;
      EXPECT_NEAR(effect.value, truths[i], 3.5 * std::sqrt(effect.variance)) << effect.key.name;
    }
  }
}

TEST(EffectModel, DeviationsOfFamiliesAndScatterAreLearned) {
  const SyntheticRows made = synthetic_rows(4, 0.05, RandomStream(2));
  const EffectModel model = fit(made.rows);
  double engines = 0;
  for (const double one : made.engine) engines += one * one / 6;
  double devices = 0;
  for (const double one : made.device) devices += one * one / 12;
  ASSERT_EQ(model.families.size(), 2U);
  // Pulled towards half of what was expected (0.3) by a prior that counts as 20 effects.
  EXPECT_NEAR(model.families[0].sd, std::sqrt(engines), 0.45 * std::sqrt(engines));
  EXPECT_NEAR(model.families[1].sd, std::sqrt(devices), 0.45 * std::sqrt(devices));
  // A Student-t of 3 degrees that fits normal scatter is narrower: about 0.75 of it at the centre.
  ASSERT_EQ(model.noise.size(), 1U);
  EXPECT_GT(model.noise[0].scale, 0.035);
  EXPECT_LT(model.noise[0].scale, 0.055);
  EXPECT_EQ(model.noise[0].rows, 288);
}

TEST(EffectModel, OutliersDoNotMoveIt) {
  SyntheticRows made = synthetic_rows(4, 0.05, RandomStream(3));
  const double before = distance(fit(made.rows), made);
  for (std::size_t row = 0; row < made.rows.size(); row += 20) made.rows[row].log_measured += 3;
  EXPECT_LT(distance(fit(made.rows), made), before + 0.01);
  EffectFitOptions options;
  options.degrees_of_freedom = normal_scatter;
  EXPECT_GT(distance(fit(made.rows, options), made), before + 0.1) << "the test proves nothing";
}

TEST(EffectModel, GroupsOfRowsHaveTheirOwnScatter) {
  SyntheticRows made = synthetic_rows(4, 0.03, RandomStream(4));
  RandomStream stream(5);
  for (std::size_t row = 0; row < made.rows.size(); row += 2) {
    made.rows[row].noise_group = "blurred";
    made.rows[row].log_measured += stream.normal(0, 0.3);
  }
  const EffectModel model = fit(made.rows);
  ASSERT_EQ(model.noise.size(), 2U);
  EXPECT_EQ(model.noise[1].name, "blurred");
  EXPECT_GT(model.noise[1].scale, 5 * model.noise[0].scale);
}

TEST(EffectModel, AnEffectWithoutInfluenceStaysAsItsFamilyHasIt) {
  std::vector<EffectRow> rows = plain_rows({0.2, 0.3, 0.4});
  for (EffectRow& row : rows) row.terms.push_back({{Component::links, "engine", "vllm"}});
  const Result<EffectModel> model = fitted_effects(
      rows, {{Component::whole, "device", 0.5}, {Component::links, "engine", 0.4}}, {});
  ASSERT_TRUE(model.has_value());
  EXPECT_EQ(model->effects[0].key.family, "engine");
  EXPECT_EQ(model->effects[0].value, 0);
  EXPECT_EQ(model->effects[0].variance, model->effects[0].prior_variance);
}

TEST(EffectModel, WeightsMakeSlopes) {
  std::vector<EffectRow> rows;
  RandomStream stream(6);
  for (int i = 0; i < 60; ++i) {
    const double x = stream.uniform(-1, 1);
    rows.push_back({0.7 * x + stream.normal(0, 0.02),
                    {{{Component::whole, "size", "vision"}, x}},
                    "all",
                    [](const LogFactors&) { return 0.0; }});
  }
  const Result<EffectModel> model = fitted_effects(rows, {{Component::whole, "size", 0.5}}, {});
  ASSERT_TRUE(model.has_value());
  EXPECT_NEAR(model->effects[0].value, 0.7, 0.02);
}

TEST(EffectModel, ATermGivenTwiceCountsTwice) {
  std::vector<EffectRow> rows = plain_rows({0.5, 0.5});
  for (EffectRow& row : rows) row.terms.push_back(row.terms.front());
  EffectFitOptions options;
  options.noise_at_start = 1e-3;
  options.rounds = 0;
  const Result<EffectModel> model =
      fitted_effects(rows, {{Component::whole, "device", 0.5}}, options);
  ASSERT_TRUE(model.has_value());
  EXPECT_NEAR(model->effects[0].value, 0.25, 1e-3);
}

TEST(EffectModel, TheSameRowsGiveTheSameFit) {
  const SyntheticRows made = synthetic_rows(3, 0.1, RandomStream(7));
  const EffectModel one = fit(made.rows);
  const EffectModel other = fit(made.rows);
  std::vector<EffectRow> reversed(made.rows.rbegin(), made.rows.rend());
  const EffectModel turned = fit(reversed);
  for (std::size_t i = 0; i < one.effects.size(); ++i) {
    EXPECT_EQ(one.effects[i].value, other.effects[i].value);
    EXPECT_NEAR(one.effects[i].value, turned.effects[i].value, 1e-9);
  }
}

TEST(EffectModel, AnAbsurdRowIsAnErrorNotACrash) {
  const Result<EffectModel> model =
      fitted_effects(plain_rows({1e7, 1e7, 1e7}), {{Component::whole, "device", 0.5}}, {});
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().text(),
            "error[V6]: the effects cannot be fitted: a value runs away\n"
            "  hint: Look for a row whose figure is off by orders of magnitude.");
}

}  // namespace
}  // namespace islet
