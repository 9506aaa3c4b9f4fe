// Goal: direct and diffuse light found from global light come near what was measured or modelled
// with satellites, and never contradict the global light.
#include "energy/light_split.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <string>

#include <gtest/gtest.h>

#include "catalog/weather_file.h"
#include "energy/sun.h"
#include "energy/transposition.h"

namespace islet {
namespace {

constexpr Irradiance w_m2 = watt_per_square_metre;

struct SplitError {
  double direct_bias = 0;    ///< of the year's direct light, as a share
  double plane_bias = 0;     ///< of the year's light on a plane of 30 degrees
  double direct_spread = 0;  ///< root of the mean square over hours with sun, W/m2
};

SplitError error_on(const WeatherYear& truth, SplitModel model) {
  const std::vector<SunPosition> sun = sun_year(truth);
  WeatherYear split = truth;
  split_global_light(model, sun, split);
  const Surface surface{30, truth.position.latitude_deg >= 0 ? 180.0 : 0.0};
  double direct = 0, direct_true = 0, plane = 0, plane_true = 0, square = 0, hours_up = 0;
  for (std::size_t i = 0; i < sun.size(); ++i) {
    const WeatherHour& mine = split.hours[i];
    const WeatherHour& real = truth.hours[i];
    EXPECT_GE(mine.dni, Irradiance());
    EXPECT_GE(mine.dhi, Irradiance());
    if (sun[i].elevation_deg > 3) {
      const double sine = std::sin(sun[i].elevation_deg * std::numbers::pi / 180);
      EXPECT_NEAR(mine.ghi / w_m2, (mine.dni * sine + mine.dhi) / w_m2, 1e-9);
      const double off = (mine.dni - real.dni) / w_m2;
      square += off * off;
      ++hours_up;
    }
    direct += mine.dni / w_m2;
    direct_true += real.dni / w_m2;
    const Irradiance outside = extraterrestrial(static_cast<int>(i / 24));
    plane += plane_light(SkyModel::perez, {mine, sun[i], outside}, surface, 0.2).total() / w_m2;
    plane_true +=
        plane_light(SkyModel::perez, {real, sun[i], outside}, surface, 0.2).total() / w_m2;
  }
  return {direct / direct_true - 1, plane / plane_true - 1, std::sqrt(square / hours_up)};
}

struct YearCase {
  const char* file;
  double direct, plane;  ///< largest bias of the best suited of the three models
};

// Honolulu is not among them: global and direct light of that file fit a sun 40 minutes later than
// its clock says (ghi - dhi - dni cos z: 61 W/m2 root mean square, elsewhere 0.5 to 7).
// The direct light of these years is itself largely modelled (TMY2, TMY3, NSRDB): the bounds say
// what to expect of a split, not how good one is.
constexpr YearCase years[] = {
    {"el_paso_tx_tmy3", 0.15, 0.03},       {"phoenix_az_tmy2", 0.15, 0.03},
    {"houston_tx_tmy3", 0.15, 0.03},       {"fargo_nd_tmy2", 0.20, 0.05},
    {"sand_point_ak_tmy3", 0.25, 0.06},    {"selangor_my_2020", 0.20, 0.03},
    {"queensland_au_tmy2020", 0.15, 0.03},
};

TEST(LightSplit, ComesNearTheDirectLightOfRealYears) {
  for (const YearCase& c : years) {
    const Result<WeatherYear> truth =
        read_weather_year(std::string("data/weather/years/") + c.file + ".csv");
    ASSERT_TRUE(truth) << truth.error().text();
    for (const SplitModel model : {SplitModel::erbs, SplitModel::ridley, SplitModel::disc}) {
      const SplitError error = error_on(*truth, model);
      EXPECT_NEAR(error.direct_bias, 0, c.direct) << c.file << " " << static_cast<int>(model);
      EXPECT_NEAR(error.plane_bias, 0, c.plane) << c.file << " " << static_cast<int>(model);
      if (std::getenv("ISLET_SHOW_CASES") == nullptr) continue;
      std::printf("%s %d direct %.1f%% plane %.1f%% rms %.0f\n", c.file, static_cast<int>(model),
                  100 * error.direct_bias, 100 * error.plane_bias, error.direct_spread);
    }
  }
}

TEST(LightSplit, NightAndLowSunAreDiffuse) {
  WeatherYear weather;
  weather.hours.resize(24);
  weather.hours[5].ghi = 8 * w_m2;
  std::vector<SunPosition> sun(24, SunPosition{-20, 0, 110});
  sun[5] = {1, 90, 89};
  for (const SplitModel model : {SplitModel::erbs, SplitModel::ridley, SplitModel::disc}) {
    split_global_light(model, sun, weather);
    EXPECT_EQ(weather.hours[5].dni, Irradiance());
    EXPECT_EQ(weather.hours[5].dhi, 8 * w_m2);
    EXPECT_EQ(weather.hours[0].dni, Irradiance());
  }
}

}  // namespace
}  // namespace islet
