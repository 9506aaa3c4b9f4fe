// Goal: a moving site has, on each day, the weather and the sun of the place where it is.
#include "plan/route_weather.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "plan/camp_site.h"
#include "plan/site_weather.h"

namespace islet {
namespace {

/// Half a year at one place, half a year at the other.
Site site_of_two(const GeoPosition& first, const GeoPosition& second) {
  Site site = camp_site();
  site.where.position.reset();
  site.where.moving = true;
  site.where.timezone.clear();
  site.where.daily.assign(182, first);
  site.where.daily.resize(365, second);
  return site;
}

double light_of(const WeatherYear& weather, int from_day, int days) {
  double sum = 0;
  for (int r = from_day * 24; r < (from_day + days) * 24; ++r) {
    sum += weather.hours[static_cast<std::size_t>(r)].ghi / watt_per_square_metre / 1000;
  }
  return sum / days;
}

TEST(WayPoints, HoldEveryDayOnce) {
  std::vector<GeoPosition> daily;
  for (int number = 0; number < 365; ++number) {
    daily.push_back({-60.0 + number / 3.0, -180.0 + number * 0.98, {}});
  }
  const std::vector<WayPoint> points = way_points(daily, 24);
  EXPECT_LE(points.size(), 24u);
  std::set<int> days;
  for (const WayPoint& point : points) days.insert(point.days.begin(), point.days.end());
  EXPECT_EQ(days.size(), 365u);
}

TEST(WayPoints, OfAShortWayAreFine) {
  const std::vector<GeoPosition> daily(365, {1.2, 103.9, {}});
  const std::vector<WayPoint> points = way_points(daily, 24);
  ASSERT_EQ(points.size(), 1u);
  EXPECT_NEAR(points[0].position.latitude_deg, 1.2, 1e-9);
}

TEST(RouteYears, HaveTheLightOfTheDaysPlace) {
  const auto years = route_years(site_of_two({25, 50, {}}, {70, 20, {}}), "data", 1, 1);
  ASSERT_TRUE(years.has_value());
  const WeatherYear& weather = years->years.front();
  ASSERT_EQ(weather.hours.size(), static_cast<std::size_t>(hours_per_year));
  // Bahrain in June has some 7 kWh/m2 a day, northern Norway in December none.
  EXPECT_GT(light_of(weather, 152, 30), 6.0);
  EXPECT_LT(light_of(weather, 335, 30), 0.05);
  EXPECT_GT(weather.hours[170 * 24 + 15].air, celsius(25));
  EXPECT_LT(weather.hours[360 * 24 + 15].air, celsius(10));
}

TEST(RouteYears, KeepLocalTimeUnlessAZoneIsNamed) {
  Site site = site_of_two({0, -150, {}}, {0, 150, {}});
  const auto noon_height = [](const RouteYears& years, int number) {
    return years.sun[static_cast<std::size_t>(number) * 24 + 12].elevation_deg;
  };
  const auto local = route_years(site, "data", 1, 1);
  ASSERT_TRUE(local.has_value());
  EXPECT_GT(noon_height(*local, 80), 75);
  EXPECT_GT(noon_height(*local, 264), 75);
  site.where.timezone = "UTC";
  site.where.utc_offset = Duration();
  const auto utc = route_years(site, "data", 1, 1);
  ASSERT_TRUE(utc.has_value());
  EXPECT_LT(noon_height(*utc, 80), 0);
}

TEST(RouteYears, AreTheSameForTheSameSeed) {
  const Site site = site_of_two({10, 50, {}}, {-30, 60, {}});
  const auto first = route_years(site, "data", 2, 7);
  const auto again = route_years(site, "data", 2, 7);
  ASSERT_TRUE(first.has_value() && again.has_value());
  for (std::size_t r = 0; r < static_cast<std::size_t>(hours_per_year); ++r) {
    ASSERT_EQ(first->years[1].hours[r].ghi, again->years[1].hours[r].ghi);
  }
}

TEST(SiteWeather, OfARouteLaysThePanelsFlat) {
  const Site site = site_of_two({25, 50, {}}, {-35, 20, {}});
  const auto weather = site_weather(site, PanelModel{}, "data", {.count = 2});
  ASSERT_TRUE(weather.has_value());
  EXPECT_EQ(weather->mount.surface.tilt_deg, 0);
  EXPECT_EQ(weather->years.size(), 2u);
  const auto& yield = weather->years[0].panel_yield;
  EXPECT_GT(*std::max_element(yield.begin(), yield.end()), 0.5);
  EXPECT_EQ(weather->source.substr(0, 34), "synthetic years along the route, 2");
}

}  // namespace
}  // namespace islet
