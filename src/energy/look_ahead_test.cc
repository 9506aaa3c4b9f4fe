// Goal: the generator runs as late and as little as the hours ahead allow, by what the days before
// let expect, and nobody is shed for it.
#include "energy/look_ahead.h"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "energy/days_before.h"
#include "energy/plant_year.h"
#include "energy/random_plant.h"

namespace islet {
namespace {

std::vector<HourAhead> night_then_sun(int night, Power demand, Power sun, bool is_quiet) {
  std::vector<HourAhead> hours(36, HourAhead{sun, Power(), demand, false});
  for (int k = 0; k < night; ++k) {
    hours[static_cast<std::size_t>(k)] = {Power(), Power(), demand, is_quiet};
  }
  return hours;
}

Outlook outlook_of(const std::vector<HourAhead>& hours) {
  Outlook out;
  out.hours = hours;
  out.store = 10 * kilowatt_hour;
  out.kept = 0.2;
  out.returned = 0.9;
  return out;
}

TEST(ShortageAhead, IsWhatTheNightTakesBeyondTheStore) {
  const auto hours = night_then_sun(10, 1 * kilowatt, 5 * kilowatt, true);
  // 10 kWh are asked for, 0.6 of 10 kWh are there above what is kept.
  const Shortage out = shortage_ahead(outlook_of(hours), 0.8, 0.2);
  EXPECT_NEAR(out.missing / kilowatt_hour, 4, 1e-9);
  EXPECT_EQ(out.to_work, 0);
  const auto loud = night_then_sun(10, 1 * kilowatt, 5 * kilowatt, false);
  EXPECT_EQ(shortage_ahead(outlook_of(loud), 0.8, 0.2).to_work, 6);
  const auto brief = night_then_sun(6, 1 * kilowatt, 5 * kilowatt, false);
  EXPECT_EQ(shortage_ahead(outlook_of(brief), 0.8, 0.2).missing, Energy());
}

TEST(ShortageAhead, ADayThatFillsTheStoreDoesNotCarryTwoNights) {
  std::vector<HourAhead> hours(36, HourAhead{Power(), Power(), 1 * kilowatt, false});
  for (std::size_t k = 4; k < 12; ++k) hours[k].panels = 20 * kilowatt;
  // Full at dusk: 8 kWh for a night of 24 hours.
  EXPECT_NEAR(shortage_ahead(outlook_of(hours), 0.8, 0.2).missing / kilowatt_hour, 16, 1e-9);
}

TEST(ShortageAhead, IsNothingWhereNothingIsForetold) {
  EXPECT_EQ(shortage_ahead(Outlook(), 0.0, 0.2).missing, Energy());
}

/// One load of a kilowatt, 8 kW of generator at rest, a store of 10 kWh.
struct Night {
  std::vector<LoadView> loads = {{"work", Importance::normal, 1 * kilowatt, {}}};
  std::vector<HourAhead> hours;
  PlantView view;

  Night(double charge, std::vector<HourAhead> ahead) : hours(std::move(ahead)) {
    view.step = hour;
    view.charge = charge;
    view.outlook = outlook_of(hours);
    view.generator_can_run = true;
    view.generator_rated = 8 * kilowatt;
    view.without_generator = {5 * kilowatt, 5 * kilowatt, Power()};
    view.with_generator = {8 * kilowatt, 8 * kilowatt, 8 * kilowatt};
    view.loads = loads;
    view.full.all = 1 * kilowatt;
    view.degraded_below = 0;
  }
  bool runs() const {
    std::vector<LoadSetting> settings(1);
    return LookAhead(GeneratorRule()).decide(view, settings).generator_on;
  }
};

TEST(LookAhead, RestsWhereTheSunComesInTimeAndCycleChargingWouldRun) {
  EXPECT_FALSE(Night(0.24 + 0.36, night_then_sun(3, 1 * kilowatt, 5 * kilowatt, false)).runs());
  EXPECT_FALSE(Night(0.51, night_then_sun(3, 1 * kilowatt, 5 * kilowatt, false)).runs());
}

TEST(LookAhead, StartsInTheLastHourThatHelps) {
  // Six hours until the floor; one hour of the set is enough: not before two are left.
  const auto hours_left = [](double charge) {
    return Night(charge, night_then_sun(9, 1 * kilowatt, 5 * kilowatt, false)).runs();
  };
  EXPECT_FALSE(hours_left(0.8));
  EXPECT_FALSE(hours_left(0.55));
  EXPECT_TRUE(hours_left(0.41));
}

TEST(LookAhead, StartsBeforeQuietHoursInWhichItMayNot) {
  auto hours = night_then_sun(10, 1 * kilowatt, 5 * kilowatt, true);
  hours.front().quiet = false;  // the last loud hour
  EXPECT_TRUE(Night(0.8, hours).runs());
}

TEST(LookAhead, RunsOnUntilFourHoursMoreAreLeft) {
  Night night(0.55, night_then_sun(9, 1 * kilowatt, 5 * kilowatt, false));
  EXPECT_FALSE(night.runs());  // three hours of store are enough for one that rests
  night.view.generator_running = true;
  night.view.generator_ran = 2 * hour;
  EXPECT_TRUE(night.runs());
  night.view.charge = 0.85;
  EXPECT_FALSE(night.runs());
}

/// Days of half a sine, of which every fifth is dark.
struct Place {
  std::vector<double> yield = std::vector<double>(hours_per_year);
  std::vector<Power> demand = std::vector<Power>(hours_per_year, 700.0 * watt);
  std::vector<Load> loads;
  PlantWeather weather;

  Place() {
    for (std::size_t i = 0; i < hours_per_year; ++i) {
      const double height = std::sin(std::numbers::pi * (static_cast<double>(i % 24) - 6.0) / 12.0);
      yield[i] = (i / 24) % 5 == 0 ? 0.1 * std::max(0.0, height) : std::max(0.0, height);
    }
    loads.push_back({"work", Importance::normal, demand, {}, false});
    weather.panel_yield = yield;
    for (const std::size_t at : {22, 23, 0, 1, 2, 3, 4}) {
      weather.quiet_hours[at] = true;
    }
  }
  PlantYear run(const Plant& plant, const char* policy) const {
    return plant_year(plant, weather, loads, *make_policy(policy, GeneratorRule()));
  }
};

TEST(LookAhead, BurnsLessThanTheMarksOfAChargeAndServesAsMuch) {
  const Place place;
  Plant plant = example_plant();
  plant.generator->rated = 3 * kilowatt;
  const PlantYear marks = place.run(plant, "cycle_charging");
  const PlantYear ahead = place.run(plant, "look_ahead");
  EXPECT_LE(ahead.unserved, marks.unserved + 0.001 * marks.total.load);
  EXPECT_LT(ahead.total.fuel, marks.total.fuel);
}

TEST(DaysBefore, LetExpectTheDarkestOfThemAndThenTheirMean) {
  const Place place;
  const Plant plant = example_plant();
  DaysBefore days(plant, place.weather, set_demand(plant, place.weather, place.loads), 36);
  Outlook out;
  days.look(24 * 100 + 12, out);
  ASSERT_EQ(out.hours.size(), 36U);
  // Noon, first of a day as dark as the darkest of the week, then of its mean: six days of seven or
  // five were bright.
  const double rated = plant.conversion.panel_to_bus * plant.conversion.bus_to_load * 6000;
  EXPECT_NEAR(out.hours[0].panels / watt, 0.1 * rated, 1);
  EXPECT_GT(out.hours[24].panels / watt, 0.7 * rated);
  EXPECT_LT(out.hours[24].panels / watt, 0.9 * rated);
  EXPECT_EQ(out.hours[12].panels, Power());
  EXPECT_TRUE(out.hours[11].quiet);
  EXPECT_GT(out.hours[0].demand, 700 * watt);
}

TEST(DaysBefore, PanelsGiveNoMoreThanTheirControllersTake) {
  const Place place;
  Plant plant = example_plant();
  plant.panel_input_max = 0.5 * plant.panel_rated;
  DaysBefore days(plant, place.weather, set_demand(plant, place.weather, place.loads), 36);
  Outlook out;
  days.look(24 * 100 + 12, out);
  // Every hour of the seven noons is at the limit or a tenth of what the panels could give.
  const double taken = plant.conversion.panel_to_bus * plant.conversion.bus_to_load * 3000;
  EXPECT_LE(out.hours[24].panels / watt, taken);
  EXPECT_GT(out.hours[24].panels / watt, 0.7 * taken);
}

}  // namespace
}  // namespace islet
