// Goal: single hours of five climates agree with the reference run step by step, from the light on
// the plane to alternating current, and so does the tracker.
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.h"
#include "catalog/weather_file.h"
#include "energy/panels.h"
#include "energy/pv_inverter.h"
#include "energy/sun.h"

namespace islet {
namespace {

/// A row of the reference run: its columns by name.
struct HourCase {
  std::string site;
  std::map<std::string, double> figures;
};

std::vector<HourCase> hour_cases() {
  std::ifstream file("tests/data/power/pvlib_hours_on_weather.csv");
  std::vector<HourCase> cases;
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    const std::vector<std::string_view> fields = split(line, ',');
    if (names.empty()) {
      names.assign(fields.begin(), fields.end());
      continue;
    }
    HourCase one;
    one.site = fields[0];
    for (std::size_t i = 1; i < fields.size(); ++i) {
      std::from_chars(fields[i].data(), fields[i].data() + fields[i].size(), one.figures[names[i]]);
    }
    cases.push_back(one);
  }
  return cases;
}

void check_hour(const HourCase& one, const WeatherYear& weather) {
  const auto expected = [&](const char* name) { return one.figures.at(name); };
  const auto row = static_cast<std::size_t>(expected("row"));
  const Irradiance unit = watt_per_square_metre;
  const double zenith_deg = expected("zenith_apparent");
  const Light light{weather.hours[row],
                    {90 - zenith_deg, expected("azimuth"), zenith_deg},
                    expected("dni_extra") * unit};
  const Surface surface{20, equator_azimuth_deg(weather.position.latitude_deg)};
  const PlaneLight plane = plane_light(SkyModel::perez, light, surface, 0.2);
  const auto sky = [&](SkyModel model) { return sky_diffuse(model, light, surface) / unit; };
  EXPECT_NEAR(plane.beam / unit, expected("beam"), 0.01);
  EXPECT_NEAR(plane.ground / unit, expected("ground"), 0.01);
  EXPECT_NEAR(sky(SkyModel::isotropic), expected("sky_isotropic"), 0.01);
  EXPECT_NEAR(sky(SkyModel::hay_davies), expected("sky_haydavies"), 0.01);
  EXPECT_NEAR(sky(SkyModel::reindl), expected("sky_reindl"), 0.05);
  EXPECT_NEAR(plane.sky / unit, expected("sky_perez"), 0.01);

  const PanelAir air{expected("poa_perez") * unit, light.sky.air, light.sky.wind};
  CellCooling cooling;
  const Temperature cell = cell_temperature(cooling, air);
  EXPECT_NEAR(cell.in_celsius(), expected("tcell_sapm_openrack"), 1e-3);
  cooling.model = CellModel::faiman;
  EXPECT_NEAR(cell_temperature(cooling, air).in_celsius(), expected("tcell_faiman"), 1e-3);

  PanelModel model;
  model.soiling = 0;
  model.losses = 0.1408;
  const double direct = panel_output(model, air.light, cell);
  EXPECT_NEAR(1000 * direct, expected("dc_w"), 0.01);
  const double rating = 1 / 1.2 / 0.96;
  EXPECT_NEAR(1000 * rating * inverter_output(direct / rating, 0.96), expected("ac_w"), 0.01);

  Tracker tracker;
  const double rotation_deg = tracker_rotation_deg(tracker, light.sun);
  const double cosine = incidence_cosine(light.sun, tracker_surface(tracker, rotation_deg));
  EXPECT_NEAR(std::abs(rotation_deg), std::abs(expected("tracker_theta")), 1e-3);
  EXPECT_NEAR(std::acos(cosine) * 180 / std::numbers::pi, expected("tracker_aoi"), 1e-3);
}

TEST(PanelHours, AgreeWithTheReferenceRunStepByStep) {
  const std::vector<HourCase> cases = hour_cases();
  ASSERT_EQ(cases.size(), 50U);
  std::map<std::string, WeatherYear> years;
  for (const HourCase& one : cases) {
    if (!years.contains(one.site)) {
      Result<WeatherYear> read = read_weather_year("data/weather/years/" + one.site + ".csv");
      ASSERT_TRUE(read) << read.error().text();
      years.emplace(one.site, std::move(*read));
    }
    SCOPED_TRACE(one.site + " " + std::to_string(one.figures.at("row")));
    check_hour(one, years.at(one.site));
  }
}

}  // namespace
}  // namespace islet
