// Goal: what the meters show becomes slots that admission can count on, a score that people can
// read, and a memory that a restart does not lose.
#include "live/plant_forecast.h"

#include <cmath>

#include <gtest/gtest.h>

#include "live/ledger_store.h"
#include "net/json.h"
#include "net/temp_folder.h"

namespace islet {
namespace {

constexpr double rated_w = 1'000;

double sun_at(int hour_of_day) {
  return rated_w * std::max(0.0, std::sin((hour_of_day - 6) * M_PI / 12));
}

PlantForecastSettings settings(int first_day) {
  PlantForecastSettings out;
  out.calendar = Calendar::of_weather_year(first_day);
  for (int at = 0; at < hours_of_year; ++at) out.panel_year.push_back(sun_at(at % 24));
  out.usual_load = 100 * watt;
  return out;
}

/// Evenings are busy. Looks every ten minutes.
PlantSeen seen_at(double hours) {
  const int of_day = static_cast<int>(hours) % 24;
  PlantSeen seen;
  seen.sun = 0.5 * sun_at(of_day) * watt;
  seen.load = (of_day >= 18 && of_day < 22 ? 300 : 100) * watt;
  seen.busy_engines = of_day >= 18 && of_day < 22 ? 2 : 0;
  return seen;
}

Instant at(double hours) { return after(Instant(), hours * hour); }

void live_through(PlantForecast& forecast, double from, double to) {
  for (double t = from; t < to; t += 1.0 / 6) forecast.saw(at(t), seen_at(t + 1e-9));
}

const ForecastSlot& slot_at(const Forecast& slots, double hours) {
  for (const ForecastSlot& one : slots) {
    if (at(hours) >= one.from && at(hours) < after(one.from, one.length)) return one;
  }
  return slots.front();
}

TEST(PlantForecast, LearnsLoadSunAndBusyEnginesByTheHour) {
  PlantForecast forecast(settings(100));
  live_through(forecast, 0, 15 * 24 + 6.5);
  const Forecast slots = forecast.slots(at(15 * 24 + 6.5));
  ASSERT_EQ(slots.size(), 36U);
  // Half of the usual sun, less the load by day; no more than that is counted on.
  const ForecastSlot& noon = slot_at(slots, 15 * 24 + 12.5);
  EXPECT_NEAR(noon.free / watt, 400, 60);
  EXPECT_GE(noon.withheld, Power());
  // What the evening takes from the store is withheld from everyone else.
  const ForecastSlot& evening = slot_at(slots, 15 * 24 + 19.5);
  EXPECT_EQ(evening.free, Power());
  EXPECT_GT(evening.withheld / watt, 280);
  EXPECT_GT(evening.engines, 1.5);
  EXPECT_LT(noon.engines, 0.5);
}

TEST(PlantForecast, TellsAnewWhenAnHourHasBegun) {
  PlantForecast forecast(settings(0));
  EXPECT_TRUE(forecast.saw(at(0), seen_at(0)));
  EXPECT_FALSE(forecast.saw(at(0.9), seen_at(0.9)));
  EXPECT_TRUE(forecast.saw(at(1.01), seen_at(1.01)));
}

TEST(PlantForecast, WhatNoMeterShowsIsNotLearnt) {
  PlantForecast forecast(settings(0));
  for (double t = 0; t < 48; t += 0.1) forecast.saw(at(t), PlantSeen());
  for (const KeptFigure& one : forecast.take_hours()) EXPECT_EQ(one.figure, 2);
}

TEST(PlantForecast, ARestartForgetsNothing) {
  TempFolder folder;
  const std::string file = folder.path() + "/energy.db";
  std::string before;
  {
    PlantForecast forecast(settings(100));
    live_through(forecast, 0, 10 * 24);
    forecast.saw(at(10 * 24), seen_at(10 * 24));
    auto store = LedgerStore::open(file);
    ASSERT_TRUE(store);
    EXPECT_TRUE((*store)->keep(forecast.take_hours()));
    before = forecast.status(at(10 * 24));
  }
  auto store = LedgerStore::open(file);
  ASSERT_TRUE(store);
  PlantForecast again(settings(110));
  PlantForecast forgetful(settings(110));
  again.remember((*store)->figures());
  EXPECT_NEAR(slot_at(again.slots(at(19.5)), 19.5).withheld / watt, 300, 60);
  EXPECT_EQ(slot_at(forgetful.slots(at(19.5)), 19.5).withheld / watt, 150);
  const Result<JsonValue> was = read_json(before);
  const Result<JsonValue> is = read_json(again.status(at(0)));
  ASSERT_TRUE(was && is);
  EXPECT_EQ(was->find("scores")->items.size(), 6U);
  EXPECT_EQ(is->find("scores")->items.size(), 6U);
  // Hours from now on are no past.
  PlantForecast earlier(settings(90));
  earlier.remember((*store)->figures());
  EXPECT_EQ(slot_at(earlier.slots(at(19.5)), 19.5).withheld / watt, 150);
}

TEST(PlantForecast, MetricsNameEveryQuantile) {
  PlantForecast forecast(settings(100));
  live_through(forecast, 0, 72);
  const std::string text = forecast.metrics(at(72));
  for (const char* wanted : {"islet_forecast_watts{what=\"load\",lead_h=\"24\",quantile=\"0.9\"} ",
                             "islet_forecast_watts{what=\"sun\",lead_h=\"1\",quantile=\"0.1\"} ",
                             "islet_forecast_skill{what=\"load\",lead_h=\"1\"} ",
                             "islet_forecast_inside_share{what=\"sun\",lead_h=\"24\"} "}) {
    EXPECT_NE(text.find(wanted), std::string::npos) << wanted;
  }
}

}  // namespace
}  // namespace islet
