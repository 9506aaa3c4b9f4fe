// Goal: a site's own weather file is used as asked, and a plan says when its place is far away.
#include "plan/site_weather.h"

#include <numeric>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/sized_design.h"

namespace islet {
namespace {

using testing::HasSubstr;
using testing::Not;

Result<SiteWeather> weather_at(const GeoPosition& position, const std::string& file) {
  Site site;
  site.file = "data/weather/years/site.yaml";  // the folder that the weather file is beside
  site.where.position = position;
  site.where.utc_offset = -7 * hour;
  site.where.weather = file;
  return site_weather(site, PanelModel{}, "data");
}

TEST(SiteWeather, AFileOfTheSiteItselfIsNamedAlone) {
  const auto weather = weather_at({31.77, -106.5, 1186 * metre}, "el_paso_tx_tmy3.csv");
  ASSERT_TRUE(weather) << weather.error().text();
  EXPECT_THAT(weather->source, HasSubstr("el_paso_tx_tmy3.csv (site's own file)"));
  EXPECT_THAT(weather->source, Not(HasSubstr("from the site")));
}

// 10 degrees of latitude are 1112 km.
TEST(SiteWeather, AFileOfAFarPlaceIsUsedAndItsDistanceTold) {
  const auto weather = weather_at({41.77, -106.5, 1186 * metre}, "el_paso_tx_tmy3.csv");
  ASSERT_TRUE(weather) << weather.error().text();
  EXPECT_THAT(weather->source, HasSubstr("the file's place is 1112 km from the site"));
}

// A level tracker at 32 degrees north gains 15 to 25 % over the year (NREL's PVWatts: 17 %), most
// of it in summer, so that the darkest month, which sizes a plant, gains little.
TEST(SiteWeather, TrackersFollowTheSunWhereTheSiteFileSaysSo) {
  Site site;
  site.file = "data/weather/years/site.yaml";
  site.where.position = GeoPosition{31.77, -106.5, 1186 * metre};
  site.where.utc_offset = -7 * hour;
  site.where.weather = "el_paso_tx_tmy3.csv";
  site.power.solar = SolarSupply();
  const auto year_sum = [&] {
    const auto weather = site_weather(site, PanelModel{}, "data");
    EXPECT_TRUE(weather);
    const std::vector<double>& yield = weather->years[0].panel_yield;
    return std::accumulate(yield.begin(), yield.end(), 0.0);
  };
  site.power.solar->tilt_deg = 20;
  const double fixed = year_sum();
  site.power.solar->tilt_deg.reset();
  site.power.solar->is_tracking = true;
  const double turning = year_sum();
  EXPECT_GT(turning, 1.14 * fixed);
  EXPECT_LT(turning, 1.25 * fixed);
}

// A turbine and panels are one source of the plant: what they give together is the sum.
TEST(SiteWeather, ATurbineGivesBesideThePanels) {
  Site site;
  site.file = "data/weather/years/site.yaml";
  site.where.position = GeoPosition{31.77, -106.5, 1186 * metre};
  site.where.utc_offset = -7 * hour;
  site.where.weather = "el_paso_tx_tmy3.csv";
  site.power.wind = WindSupply();
  site.power.wind->sizing.size.low = 2 * kilowatt;
  const auto weather = site_weather(site, PanelModel{}, "data");
  ASSERT_TRUE(weather);
  const SkyYear& sky = weather->years[0];
  ASSERT_EQ(sky.wind_yield.size(), sky.panel_yield.size());
  PowerDesign power;
  power.panels = 3 * kilowatt;
  const Plant plant = plant_of(site, power, true, Duration(), 0);
  const std::vector<double> yield = source_yield(site, sky, power);
  double wind = 0;
  for (std::size_t i = 0; i < yield.size(); ++i) {
    const Power together = yield[i] * plant.panel_health * plant.panel_rated;
    const Power apart = sky.panel_yield[i] * power.panels + sky.wind_yield[i] * 2 * kilowatt;
    ASSERT_NEAR(together / watt, apart / watt, 1e-6);
    wind += sky.wind_yield[i];
  }
  // 3.6 m/s in the mean: 5 to 20 % of the rating.
  EXPECT_GT(wind / hours_per_year, 0.05);
  EXPECT_LT(wind / hours_per_year, 0.20);
}

TEST(SiteWeather, AMissingFileIsAnErrorWithItsPath) {
  const auto weather = weather_at({31.77, -106.5, 1186 * metre}, "none.csv");
  ASSERT_FALSE(weather);
  EXPECT_EQ(weather.error().text(),
            "data/weather/years/none.csv: error[D1]: there is no such file\n"
            "  hint: Check the name and the folder.");
}

}  // namespace
}  // namespace islet
