// Goal: inverters clip at their limit, and the correction within the hour does what its formula
// says.
#include "energy/pv_inverter.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "base/random.h"
#include "catalog/weather_file.h"
#include "energy/panels.h"
#include "energy/sun.h"

namespace islet {
namespace {

TEST(PvInverter, GivesNothingBelowItsOwnDrawAndNeverMoreThanItsRating) {
  EXPECT_EQ(inverter_output(0, 0.96), 0);
  EXPECT_EQ(inverter_output(0.005, 0.96), 0);
  EXPECT_EQ(inverter_output(3, 0.96), 0.96);
  for (double load = 0; load < 1.5; load += 0.01) {
    EXPECT_LE(inverter_output(load, 0.96), std::min(load, 0.96));
  }
}

TEST(PvInverter, MeanExcessAgreesWithDraws) {
  RandomStream random(7);
  for (const double mean : {0.6, 0.9, 1.1}) {
    double sum = 0;
    constexpr int draws = 200000;
    for (int i = 0; i < draws; ++i) sum += std::max(0.0, mean + 0.2 * random.normal() - 1.0);
    EXPECT_NEAR(mean_above(1.0, mean, 0.2), sum / draws, 1e-3) << mean;
  }
  EXPECT_EQ(mean_above(1.0, 1.3, 0), 1.3 - 1.0);
  EXPECT_EQ(mean_above(1.0, 0.5, 0), 0);
}

TEST(PvInverter, SteadyClearHoursAreNotCorrected) {
  EXPECT_EQ(spread_within_hour(1, 1, 1), 0);
  EXPECT_GT(spread_within_hour(0.6, 0.6, 0.6), 0.1);
  EXPECT_GT(spread_within_hour(0.2, 0.6, 1.0), spread_within_hour(0.6, 0.6, 0.6));
}

struct ClimateYear {
  const char* file;
  double least, most;  ///< of the year's alternating current, lost by the correction
};

// Bounds of plausibility only: no minute measurements are at hand to check against.
TEST(PvInverter, ClippingWithinTheHourCostsALittleAndMoreUnderBrokenClouds) {
  for (const ClimateYear& c :
       {ClimateYear{"el_paso_tx_tmy3", 0.001, 0.03}, ClimateYear{"houston_tx_tmy3", 0.005, 0.05}}) {
    const Result<WeatherYear> weather =
        read_weather_year(std::string("data/weather/years/") + c.file + ".csv");
    ASSERT_TRUE(weather) << weather.error().text();
    const std::vector<SunPosition> sun = sun_year(*weather);
    PanelMount mount;
    mount.surface = {25, 180};
    const std::vector<double> panels = panel_year(*weather, sun, mount, PanelModel());
    const auto energy = [&](double ratio, bool corrects) {
      PvInverter inverter;
      inverter.panels_over_rating = ratio;
      inverter.corrects_clipping = corrects;
      const std::vector<double> year_kw = inverter_year(inverter, panels, *weather, sun);
      return std::accumulate(year_kw.begin(), year_kw.end(), 0.0);
    };
    const double loss = 1 - energy(1.5, true) / energy(1.5, false);
    EXPECT_GT(loss, c.least) << c.file;
    EXPECT_LT(loss, c.most) << c.file;
    EXPECT_LT(1 - energy(0.8, true) / energy(0.8, false), loss) << c.file;
  }
}

TEST(PvInverter, DrawsAtNightWhatItIsTold) {
  WeatherYear weather;
  weather.hours.resize(hours_per_year);
  const std::vector<double> dark(hours_per_year, 0.0);
  const std::vector<SunPosition> sun(hours_per_year);
  PvInverter inverter;
  inverter.night_draw = 0.005;
  EXPECT_NEAR(inverter_year(inverter, dark, weather, sun)[0], -0.005 / 1.2, 1e-15);
}

}  // namespace
}  // namespace islet
