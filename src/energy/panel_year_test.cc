// Goal: whole years of panels on real weather agree with the reference run of pvlib.
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "catalog/weather_file.h"
#include "energy/panels.h"
#include "energy/sun.h"

namespace islet {
namespace {

struct AnnualCase {
  const char* file;
  double isotropic, hay_davies, reindl, perez;  ///< light on the plane, kWh/m2
  double beam, ground;
  double direct_current_kwh;  ///< of 1 kW
};

// pvlib-python at 6382338, run on the same years: 20 degrees of tilt facing the equator, albedo
// 0.2, SAPM cells, -0.0037 /K, losses 14.08 %, no incidence loss. Tolerance 0.02 %: the largest
// difference seen is 0.010 % (our losses are 14.0757 %, our sun has no site pressure of its own).
constexpr AnnualCase annual_cases[] = {
    {"el_paso_tx_tmy3", 2247.855, 2281.711, 2282.799, 2302.838, 1679.032, 12.452, 1864.23394},
    {"houston_tx_tmy3", 1718.283, 1737.966, 1739.287, 1758.263, 997.827, 9.815, 1428.271547},
    {"phoenix_az_tmy2", 2302.579, 2337.612, 2338.686, 2358.719, 1741.188, 12.767, 1860.346486},
    {"sand_point_ak_tmy3", 940.068, 961.049, 961.618, 973.718, 488.019, 5.001, 861.348633},
    {"selangor_my_2020", 1764.99, 1762.233, 1764.208, 1771.486, 825.311, 10.963, 1404.91018},
};

struct AnnualLight {
  double beam = 0, sky = 0, ground = 0;
  double total() const { return beam + sky + ground; }
};

AnnualLight annual_light(const WeatherYear& weather, const std::vector<SunPosition>& sun,
                         const Surface& surface, SkyModel model) {
  AnnualLight sum;
  const Irradiance kilo = 1000.0 * watt_per_square_metre;
  for (std::size_t i = 0; i < sun.size(); ++i) {
    const Light light{weather.hours[i], sun[i], extraterrestrial(static_cast<int>(i / 24))};
    const PlaneLight plane = plane_light(model, light, surface, 0.2);
    sum.beam += plane.beam / kilo;
    sum.sky += plane.sky / kilo;
    sum.ground += plane.ground / kilo;
  }
  return sum;
}

class AnnualPanels : public ::testing::TestWithParam<AnnualCase> {};

TEST_P(AnnualPanels, AgreeWithTheReferenceRun) {
  const AnnualCase& c = GetParam();
  const std::string path = std::string("data/weather/years/") + c.file + ".csv";
  const Result<WeatherYear> read = read_weather_year(path);
  ASSERT_TRUE(read) << read.error().text();
  const WeatherYear& weather = read.value();
  const std::vector<SunPosition> sun = sun_year(weather);
  const double latitude_deg = weather.position.latitude_deg;
  const PanelMount mount{{20, equator_azimuth_deg(latitude_deg)}, 0.2};
  const auto light_by = [&](SkyModel model) {
    return annual_light(weather, sun, mount.surface, model);
  };
  const AnnualLight perez = light_by(SkyModel::perez);
  const double share = 5e-4;
  EXPECT_NEAR(perez.beam, c.beam, share * c.beam);
  EXPECT_NEAR(perez.ground, c.ground, share * c.ground);
  EXPECT_NEAR(perez.total(), c.perez, share * c.perez);
  EXPECT_NEAR(light_by(SkyModel::isotropic).total(), c.isotropic, share * c.isotropic);
  EXPECT_NEAR(light_by(SkyModel::hay_davies).total(), c.hay_davies, share * c.hay_davies);
  EXPECT_NEAR(light_by(SkyModel::reindl).total(), c.reindl, share * c.reindl);

  PanelModel model;
  model.incidence = IncidenceModel::none;
  const std::vector<double> yield = panel_year(weather, sun, mount, model);
  const double sum = std::accumulate(yield.begin(), yield.end(), 0.0);
  EXPECT_NEAR(sum, c.direct_current_kwh, share * c.direct_current_kwh);
}

INSTANTIATE_TEST_SUITE_P(Climates, AnnualPanels, ::testing::ValuesIn(annual_cases),
                         [](const auto& tested) { return std::string(tested.param.file); });

struct MountCase {
  const char* file;
  double azimuth_deg;
  double tilt_deg;  ///< default of the latitude; the site's own clouds move it by a few degrees
};

class BestMount : public ::testing::TestWithParam<MountCase> {};

TEST_P(BestMount, FacesTheEquatorAtAboutTheLatitude) {
  const MountCase& c = GetParam();
  const Result<WeatherYear> read =
      read_weather_year(std::string("data/weather/years/") + c.file + ".csv");
  ASSERT_TRUE(read) << read.error().text();
  const std::vector<SunPosition> sun = sun_year(read.value());
  const PanelMount whole = best_mount(read.value(), sun, PanelModel(), TiltGoal::whole_year);
  const PanelMount dark = best_mount(read.value(), sun, PanelModel(), TiltGoal::darkest_month);
  EXPECT_EQ(whole.surface.azimuth_deg, c.azimuth_deg);
  EXPECT_NEAR(whole.surface.tilt_deg, c.tilt_deg, 5);
  EXPECT_GT(dark.surface.tilt_deg, whole.surface.tilt_deg);
}

INSTANTIATE_TEST_SUITE_P(Hemispheres, BestMount,
                         ::testing::Values(MountCase{"el_paso_tx_tmy3", 180, 28},
                                           MountCase{"queensland_au_tmy2020", 0, 26}),
                         [](const auto& tested) { return std::string(tested.param.file); });

}  // namespace
}  // namespace islet
