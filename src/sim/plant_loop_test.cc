// Goal: on the simulation's clock the plant is that of the plan: under every rule of dispatch, and
// fed with what the plan's loads draw, its battery and its generator do hour by hour what they do
// in the plant-year.
#include "sim/plant_loop.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "energy/random_plant.h"

namespace islet {
namespace {

constexpr int first_hour = 24 * 100;
constexpr int hours_run = 24 * 60;

/// Every fifth day is dark; nobody starts a set at night.
SitePower power_under(const std::string& policy) {
  SitePower power;
  power.plant = example_plant();
  power.plant.generator->rated = 3 * kilowatt;
  power.plant.generator->refill_every = Duration();
  power.policy = policy;
  power.step = hour;
  for (int i = 0; i < hours_per_year; ++i) {
    const double sun = std::max(0.0, std::sin((i % 24 - 6) * M_PI / 12));
    power.panel_yield.push_back((i / 24) % 5 == 0 ? 0.1 * sun : sun);
    power.air.push_back(celsius(20));
  }
  for (const std::size_t at : {22, 23, 0, 1, 2, 3, 4}) power.quiet_hours[at] = true;
  return power;
}

class PlantLoopUnder : public testing::TestWithParam<std::string_view> {};

TEST_P(PlantLoopUnder, DoesWhatThePlantYearDoes) {
  SitePower power = power_under(std::string(GetParam()));
  const std::vector<Power> demand(hours_per_year, 800 * watt);
  const std::vector<Load> loads = {{"work", Importance::normal, demand, {}, false}};
  const PlantWeather weather{power.panel_yield, power.air, power.grid, power.quiet_hours};
  PlantTrace trace;
  const auto policy = make_policy(power.policy, power.rule);
  plant_year(power.plant, weather, loads, *policy, {.initial_charge = {}, .trace = &trace});

  power.initial_charge = trace.charge[first_hour - 1];
  power.expected = set_demand(power.plant, weather, loads);
  const Instant start{std::int64_t{first_hour} * 3'600'000'000'000};
  PlantLoop loop(power, {{"work", Importance::normal, {}, false, 800 * watt}}, start,
                 RandomStream(1));
  double hours_of_the_set = 0;
  for (int i = first_hour; i < first_hour + hours_run; ++i) {
    loop.begin_step();
    const Power drawn[] = {loop.settings()[0].share * (800 * watt)};
    loop.end_step(drawn);
    const auto at = static_cast<std::size_t>(i);
    ASSERT_NEAR(loop.charge(), trace.charge[at], 1e-9) << "hour " << i;
    ASSERT_NEAR(loop.flows().generator / joule, trace.flows[at].generator / joule, 1)
        << "hour " << i;
    hours_of_the_set += loop.flows().generator > Energy() ? 1 : 0;
  }
  EXPECT_GT(hours_of_the_set, 10);
}

TEST_P(PlantLoopUnder, LeavesSafetyWorkWhatIsKeptForIt) {
  SitePower power = power_under(std::string(GetParam()));
  power.plant.generator.reset();
  power.plant.keep_above = 0.5;
  power.initial_charge = 0.3;
  PlantLoop loop(power, {{"lights", Importance::normal, {}, false, 200 * watt}}, Instant(),
                 RandomStream(1));
  loop.begin_step();
  const Power lit = loop.settings()[0].share * (200 * watt);
  EXPECT_EQ(lit, Power());  // at night, below the reserve
  const PowerReading reading = loop.reading(50 * watt, 200 * watt, lit);
  EXPECT_EQ(reading.available, Power());
  EXPECT_GT(reading.for_safety, 100 * watt);
  EXPECT_EQ(loop.reading(5000 * kilowatt, Power(), Power()).for_safety, Power());
}

INSTANTIATE_TEST_SUITE_P(AllRules, PlantLoopUnder,
                         testing::ValuesIn(policy_names().begin(), policy_names().end()),
                         [](const auto& rule) { return std::string(rule.param); });

}  // namespace
}  // namespace islet
