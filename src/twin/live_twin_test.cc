// Goal: a plant that is not what its site file says is found out and named within days, and one
// that is raises no alarm in a bad week.
#include "twin/live_twin.h"

#include <cmath>

#include <gtest/gtest.h>

#include "net/json.h"
#include "sim/tiny_site.h"
#include "twin/rehearsed_plant.h"

namespace islet {
namespace {

/// Clear days and dull ones, and a week of which every day is dull.
SitePower weather_power() {
  SitePower power = tiny_power();
  power.plant.panel_rated = 400 * watt;
  power.plant.inverter_max = 600 * watt;
  RandomStream random(5);
  double clearness = 1;
  for (int at = 0; at < hours_per_year; ++at) {
    if (at % 24 == 0) clearness = random.uniform() < 0.5 ? 1.0 : random.uniform(0.2, 1.0);
    const bool is_bad = at >= 24 * 30 && at < 24 * 37;
    power.panel_yield[static_cast<std::size_t>(at)] *= is_bad ? 0.35 : clearness;
  }
  return power;
}

std::vector<double> panel_year(const SitePower& power) {
  std::vector<double> out;
  for (const double yield : power.panel_yield) {
    out.push_back(yield * (power.plant.panel_rated / watt));
  }
  return out;
}

struct TwinRun {
  std::string alarm;  ///< the first one
  double days = 0;    ///< until it came
  std::string status;
};

/// What meters would show of the plant, minute by minute, to its twin.
TwinRun run_twin(int first_day, int days, const PlantTroubles& troubles,
                 SitePower power = weather_power()) {
  LiveTwin twin(power.plant, panel_year(power), Calendar::of_weather_year(first_day));
  RehearsedPlant plant(power, after(Instant(), first_day * day), minute, RandomStream(1));
  plant.troubles() = troubles;
  RandomStream random(2);
  TwinRun out;
  for (int i = 0; i < days * 24 * 60; ++i) {
    const bool is_busy = i / 60 % 24 >= 8 && i / 60 % 24 < 20;
    plant.take_step((is_busy ? 100 : 60) * watt);
    const HybridInverter shown = plant.shown();
    PlantMoment moment;
    // Steps of the meter, and 2 % that it may be off.
    moment.charge = std::round(1e4 * shown.charge) / 1e4;
    moment.battery = std::round(shown.battery / watt * random.uniform(0.98, 1.02)) * watt;
    if (!shown.curtailed) moment.panels = std::round(shown.panels / watt) * watt;
    moment.fuel = std::round(100 * plant.fuel()) / 100;
    moment.generator = plant.generator();
    twin.saw(after(Instant(), i * minute), moment);
    if (out.alarm.empty() && !twin.wrong().empty()) {
      out.alarm = twin.wrong().front().what + ": " + twin.wrong().front().how;
      out.days = i / 1440.0;
    }
  }
  out.status = twin.status();
  return out;
}

TEST(LiveTwin, APlantAsTheFileHasItRaisesNoAlarmNotEvenInABadWeek) {
  for (const int first_day : {0, 26, 29, 30, 100, 200, 358}) {
    const TwinRun run = run_twin(first_day, 10, {});
    EXPECT_EQ(run.alarm, "") << first_day << " " << run.status;
  }
}

TEST(LiveTwin, ABatteryThatHoldsLessIsNamedWithWhatItHolds) {
  PlantTroubles troubles;
  troubles.battery_health = 0.7;
  const TwinRun run = run_twin(0, 7, troubles);
  EXPECT_TRUE(run.alarm.starts_with("battery drifts from the site file: it holds")) << run.alarm;
  EXPECT_LT(run.days, 3);
  const Result<JsonValue> status = read_json(run.status);
  ASSERT_TRUE(status);
  const JsonValue* battery = status->find("battery");
  EXPECT_NEAR(battery->find("health")->number, 0.7, 0.03) << run.status;
  EXPECT_TRUE(battery->find("drifts")->truth);
}

TEST(LiveTwin, SoiledPanelsAreNamedAndCloudsAreNot) {
  PlantTroubles troubles;
  troubles.panel_health = 0.6;
  const TwinRun run = run_twin(100, 10, troubles);
  EXPECT_TRUE(run.alarm.starts_with("panels drift")) << run.alarm << run.status;
}

TEST(LiveTwin, ATankThatFallsFasterThanTheSetBurnsIsNamed) {
  Generator set;
  set.rated = 5 * kilowatt;
  set.tank = 100 * litre;
  set.fuel = fuel_line(5 * kilowatt, 5 * kilowatt, 1.8 * (litre / hour), 2.5 * kilowatt,
                       1.1 * (litre / hour));
  FuelDrift honest(set);
  FuelDrift robbed(set);
  const Volume burnt = fuel_flow(set, 3 * kilowatt, true) * minute;
  double level = 1;
  double robbed_level = 1;
  for (int i = 0; i < 600; ++i) {
    const Instant now = after(Instant(), i * minute);
    honest.saw(now, std::round(100 * level) / 100, 3 * kilowatt);
    robbed.saw(now, std::round(100 * robbed_level) / 100, 3 * kilowatt);
    level -= burnt / set.tank;
    robbed_level -= 2 * (burnt / set.tank);
  }
  EXPECT_FALSE(honest.drift().stands()) << honest.ratio();
  EXPECT_TRUE(robbed.drift().stands()) << robbed.ratio();
  // A delivery is no drift.
  honest.saw(after(Instant(), 601 * minute), 1.0, 0 * watt);
  EXPECT_FALSE(honest.drift().stands());
  EXPECT_EQ(honest.gone(), Volume());
}

TEST(LiveTwin, WhatNoMeterShowsIsNotJudged) {
  LiveTwin twin(weather_power().plant, panel_year(weather_power()), Calendar::of_weather_year(0));
  for (int i = 0; i < 3'000; ++i) twin.saw(after(Instant(), i * minute), PlantMoment());
  EXPECT_TRUE(twin.wrong().empty());
  EXPECT_TRUE(twin.status().starts_with("{\"battery\":{\"health\":null")) << twin.status();
}

}  // namespace
}  // namespace islet
