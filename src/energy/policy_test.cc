// Goal: every policy of the table obeys the same house rules: who is shed last, who may use the
// reserve, when the generator may start.
#include "energy/policy.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "energy/random_plant.h"
#include "energy/shedding.h"

namespace islet {
namespace {

class EveryPolicy : public ::testing::TestWithParam<std::string_view> {
 protected:
  EveryPolicy() : policy_(make_policy(GetParam(), GeneratorRule())) {}

  Setpoint decide(const PlantView& view) {
    settings_.assign(view.loads.size(), LoadSetting{});
    return policy_->decide(view, settings_);
  }

  std::unique_ptr<Policy> policy_;
  std::vector<LoadSetting> settings_;
};

const std::vector<DegradeStep> camera_steps = {{0.45, 0.7, 0.5}, {0.25, 0.5, 0.4}};
const std::vector<DegradeStep> batch_steps = {{0.60, 0.0, 0.0}};

/// Four loads of 100 W, one of each importance.
std::vector<LoadView> four_loads() {
  return {{"batch", Importance::low, 100.0 * watt, {}},
          {"chat", Importance::normal, 100.0 * watt, {}},
          {"alarms", Importance::high, 100.0 * watt, {}},
          {"cameras", Importance::safety, 100.0 * watt, {}}};
}

PlantView view_of(const std::vector<LoadView>& loads, double to_reserve_w, double to_floor_w) {
  PlantView view;
  view.step = hour;
  view.charge = 0.5;
  view.without_generator = {to_reserve_w * watt, to_floor_w * watt, Power()};
  view.with_generator = view.without_generator;
  view.loads = loads;
  view.full = full_demand(loads);
  return view;
}

/// The same with a generator at rest that would carry everything.
PlantView with_generator(PlantView view) {
  view.generator_can_run = true;
  view.generator_rated = 8.0 * kilowatt;
  view.generator_minimum_run = hour;
  view.with_generator = {8.0 * kilowatt, 8.0 * kilowatt, 8.0 * kilowatt};
  return view;
}

TEST_P(EveryPolicy, ServesAllWhenThereIsEnough) {
  const auto loads = four_loads();
  decide(view_of(loads, 400, 400));
  for (const LoadSetting& setting : settings_) {
    EXPECT_EQ(setting.level, 0);
    EXPECT_EQ(setting.share, 1.0);
  }
}

TEST_P(EveryPolicy, ShedsTheLeastImportantFirst) {
  const auto loads = four_loads();
  decide(view_of(loads, 250, 400));
  EXPECT_EQ(settings_[0].share, 0.0);
  EXPECT_NEAR(settings_[1].share, 0.5, 1e-12);
  EXPECT_EQ(settings_[2].share, 1.0);
  EXPECT_EQ(settings_[3].share, 1.0);
}

TEST_P(EveryPolicy, KeepsTheReserveForSafety) {
  const auto loads = four_loads();
  decide(view_of(loads, 0, 60));
  EXPECT_EQ(settings_[0].share, 0.0);
  EXPECT_EQ(settings_[1].share, 0.0);
  EXPECT_EQ(settings_[2].share, 0.0);
  EXPECT_NEAR(settings_[3].share, 0.6, 1e-12);
}

TEST_P(EveryPolicy, DegradesByChargeAsTheSiteSays) {
  auto loads = four_loads();
  loads[3].steps = camera_steps;
  loads[0].steps = batch_steps;
  PlantView view = view_of(loads, 400, 400);
  for (const auto& [charge, cameras, batch] : {std::tuple{0.7, 0, 0}, std::tuple{0.5, 0, 1},
                                               std::tuple{0.44, 1, 1}, std::tuple{0.2, 2, 1}}) {
    view.charge = charge;
    decide(view);
    EXPECT_EQ(settings_[3].level, cameras) << charge;
    EXPECT_EQ(settings_[0].level, batch) << charge;
  }
}

// Above what is kept, a step at 45 % lies at a quarter of the way.
TEST_P(EveryPolicy, DegradesWhereItsRuleTakesTheStepsToLie) {
  auto loads = four_loads();
  loads[3].steps = camera_steps;
  GeneratorRule rule;
  rule.steps = {0.5};
  EXPECT_DOUBLE_EQ(rule.steps.charge(0.45), 0.225);
  const auto policy = make_policy(GetParam(), rule);
  PlantView view = view_of(loads, 400, 400);
  settings_.resize(loads.size());
  for (const auto& [charge, level] :
       {std::pair{0.23, 0}, std::pair{0.22, 1}, std::pair{0.13, 1}, std::pair{0.12, 2}}) {
    view.charge = charge;
    policy->decide(view, settings_);
    EXPECT_EQ(settings_[3].level, level) << charge;
  }
}

TEST_P(EveryPolicy, DegradesBeforeItSheds) {
  auto loads = four_loads();
  loads[3].steps = camera_steps;
  decide(view_of(loads, 0, 75));
  EXPECT_EQ(settings_[3].level, 1);
  EXPECT_EQ(settings_[3].share, 1.0);
  decide(view_of(loads, 0, 40));
  EXPECT_EQ(settings_[3].level, 2);
  EXPECT_NEAR(settings_[3].share, 0.8, 1e-12);
}

TEST_P(EveryPolicy, StartsTheGeneratorRatherThanShed) {
  const auto loads = four_loads();
  const Setpoint setpoint = decide(with_generator(view_of(loads, 250, 400)));
  EXPECT_TRUE(setpoint.generator_on);
  for (const LoadSetting& setting : settings_) EXPECT_EQ(setting.share, 1.0);
}

TEST_P(EveryPolicy, StartsInQuietHoursOnlyForSafety) {
  const auto loads = four_loads();
  PlantView view = with_generator(view_of(loads, 250, 400));
  view.quiet_hour = true;
  EXPECT_FALSE(decide(view).generator_on);
  view.without_generator.to_floor = 99.0 * watt;
  EXPECT_TRUE(decide(view).generator_on);
}

TEST_P(EveryPolicy, KeepsTheLastFuelForSafety) {
  const auto loads = four_loads();
  PlantView view = with_generator(view_of(loads, 250, 400));
  view.fuel = 0.05;
  EXPECT_FALSE(decide(view).generator_on);
  view.without_generator.to_floor = 99.0 * watt;
  EXPECT_TRUE(decide(view).generator_on);
}

TEST_P(EveryPolicy, FinishesTheMinimumRun) {
  const auto loads = four_loads();
  PlantView view = with_generator(view_of(loads, 400, 400));
  view.charge = 0.95;
  view.generator_running = true;
  view.generator_ran = 0.5 * hour;
  view.quiet_hour = true;
  EXPECT_TRUE(decide(view).generator_on);
  view.generator_ran = hour;
  EXPECT_FALSE(decide(view).generator_on);
}

TEST_P(EveryPolicy, HasHysteresisInCharge) {
  const auto loads = four_loads();
  PlantView view = with_generator(view_of(loads, 400, 400));
  view.charge = 0.3;
  EXPECT_FALSE(decide(view).generator_on);
  view.charge = 0.2;
  EXPECT_TRUE(decide(view).generator_on);
  view.generator_running = true;
  view.generator_ran = 5.0 * hour;
  view.charge = 0.5;
  EXPECT_TRUE(decide(view).generator_on);
  view.charge = 0.85;
  EXPECT_FALSE(decide(view).generator_on);
}

TEST_P(EveryPolicy, NeverAsksForMoreThanThereIs) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    TestDraws draws(seed);
    auto loads = four_loads();
    for (LoadView& load : loads) load.demand = draws.between(0, 3000) * watt;
    loads[3].steps = camera_steps;
    loads[0].steps = batch_steps;
    const double reserve_w = draws.between(0, 5000);
    PlantView view = view_of(loads, reserve_w, reserve_w + draws.between(0, 2000));
    view.charge = draws.between(0, 1);
    if (draws.is_true(0.5)) view = with_generator(view);
    const Setpoint setpoint = decide(view);
    Demand taken;
    for (std::size_t i = 0; i < loads.size(); ++i) {
      ASSERT_GE(settings_[i].share, 0.0);
      ASSERT_LE(settings_[i].share, 1.0);
      taken.all += draw(loads[i], settings_[i]);
      if (loads[i].importance == Importance::safety) taken.safety += draw(loads[i], settings_[i]);
    }
    const Deliverable& available =
        setpoint.generator_on ? view.with_generator : view.without_generator;
    ASSERT_LE(taken.safety / watt, available.to_floor / watt + 1e-9) << "seed " << seed;
    if (taken.all > taken.safety) {
      ASSERT_LE(taken.all / watt, available.to_reserve / watt + 1e-9) << "seed " << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Table, EveryPolicy, ::testing::ValuesIn(policy_names()),
                         [](const auto& tested) { return std::string(tested.param); });

TEST(Policies, DifferInCharging) {
  const auto loads = four_loads();
  const PlantView view = with_generator(view_of(loads, 250, 400));
  std::vector<LoadSetting> settings(loads.size());
  const auto follow = make_policy("load_following", GeneratorRule());
  const auto cycle = make_policy("cycle_charging", GeneratorRule());
  EXPECT_FALSE(follow->decide(view, settings).charge_from_generator);
  EXPECT_TRUE(cycle->decide(view, settings).charge_from_generator);
  EXPECT_EQ(cycle->decide(view, settings).generator_power, view.generator_rated);
  EXPECT_EQ(make_policy("magic", GeneratorRule()), nullptr);
}

}  // namespace
}  // namespace islet
