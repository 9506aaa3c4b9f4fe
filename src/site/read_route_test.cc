// Goal: the way of a moving site is read by positions, days and durations, and followed day by day.
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "catalog/weather_station.h"
#include "site/read_site.h"
#include "site/route.h"
#include "site/tiny_catalog.h"

namespace islet {
namespace {

Site site_with(const std::string& where) {
  Faults faults;
  Site site = read_site("site: ship\nwhere:\n  moving: yes\n" + where +
                            "power: {solar: 4 kWp, battery: 10 kWh}\n"
                            "workloads: {helper: {users: 6, model: chat/8b-q4}}\n",
                        "site.yaml", tiny_catalog(), {}, faults);
  for (const Error& fault : faults.sorted()) ADD_FAILURE() << fault.text();
  return site;
}

constexpr const char* two_ports =
    "  route:\n"
    "    - {port: Equator, position: \"0 N, 0 E\", stay: 5 days, travel: 10 days}\n"
    "    - {position: \"0 N, 20 E\", stay: 5 days, travel: 10 days}\n";

TEST(GreatCircle, GoesTheShortestWay) {
  const GeoPosition home{0, 0, {}};
  const GeoPosition quarter = along_great_circle(home, {0, 90, {}}, 0.5);
  EXPECT_NEAR(quarter.latitude_deg, 0, 1e-9);
  EXPECT_NEAR(quarter.longitude_deg, 45, 1e-9);
  const GeoPosition over_date_line = along_great_circle({0, 170, {}}, {0, -170, {}}, 0.75);
  EXPECT_NEAR(over_date_line.longitude_deg, -175, 1e-9);
  EXPECT_NEAR(along_great_circle(home, {0, 180, {}}, 0.25).latitude_deg, 45, 1e-6);
  EXPECT_EQ(along_great_circle(home, home, 0.5).longitude_deg, 0);
}

TEST(GreatCircle, EndsWhereItShould) {
  const GeoPosition a{-20.31, 118.58, {}};
  const GeoPosition b{36.07, 120.38, {}};
  for (const double share : {0.0, 0.3, 1.0}) {
    const GeoPosition p = along_great_circle(a, b, share);
    EXPECT_NEAR(distance_between(a, p) / distance_between(a, b), share, 1e-6);
  }
}

TEST(Route, StartsOnTheFirstOfJanuaryAndComesRound) {
  const Site site = site_with(two_ports);
  ASSERT_EQ(site.where.daily.size(), 365u);
  const auto longitude = [&](std::size_t number) { return site.where.daily[number].longitude_deg; };
  EXPECT_NEAR(longitude(4), 0, 1e-9);  // in port
  EXPECT_NEAR(longitude(5), 1, 1e-9);  // half a day under way, 2 degrees a day
  EXPECT_NEAR(longitude(14), 19, 1e-9);
  EXPECT_NEAR(longitude(17), 20, 1e-9);  // in the other port
  EXPECT_NEAR(longitude(24), 11, 1e-9);  // on the way back
  EXPECT_NEAR(longitude(30), 0, 1e-9);   // the second round
  EXPECT_EQ(site.where.route[0].port, "Equator");
  EXPECT_TRUE(site.where.route[1].port.empty());
}

TEST(Route, FollowsTheDaysOfArrival) {
  const Site site = site_with(
      "  route:\n"
      "    - {position: \"0 N, 0 E\", arrive: 03-01, stay: 31 days}\n"
      "    - {position: \"0 N, 90 E\", arrive: 07-01, stay: 31 days}\n");
  const auto longitude = [&](std::size_t number) { return site.where.daily[number].longitude_deg; };
  EXPECT_NEAR(longitude(59), 0, 1e-9);                      // 1 March
  EXPECT_NEAR(longitude(89), 0, 1e-9);                      // 31 March
  EXPECT_NEAR(longitude(181), 90, 1e-9);                    // 1 July
  EXPECT_NEAR(longitude(211), 90, 1e-9);                    // 31 July
  EXPECT_NEAR(longitude(0), 90 * (1 - 153.5 / 212), 1e-6);  // 1 January, on the way back
  EXPECT_GT(longitude(0), longitude(58));
}

TEST(Route, WithoutTimesTakesTheDistanceAtTheSpeed) {
  const Site site = site_with("  speed: 24 km/h\n  route: [\"0 N, 0 E\", \"0 N, 20 E\"]\n");
  EXPECT_EQ(site.where.route[0].stay, 2 * day);
  EXPECT_NEAR(site.where.route[0].travel / day, 2223.9 / (24 * 24), 0.01);
}

TEST(Route, SaysWhichTimesItAssumed) {
  const Site site = site_with("  route: [\"0 N, 0 E\", \"40 N, 20 E\"]\n");
  std::string said;
  for (const DefaultUsed& used : site.defaults) {
    if (used.key.starts_with("where.")) said += used.key + " = " + used.value + "; ";
  }
  EXPECT_EQ(said,
            "where.altitude = 0 m; where.route.stay = 2 days; where.speed = 22 km/h; "
            "where.route.travel = from the distance; where.timezone = that of the day's position; "
            "where.air = -15 °C .. 45 °C; where.dust = none; where.salt = none; "
            "where.weather = auto; ");
}

TEST(Route, OfNamesAloneIsKept) {
  Faults faults;
  const Site site = read_site(
      "site: ship\nwhere: {moving: yes, route: [Here, There], timezone: UTC}\n"
      "power: {feed: 2 kW}\nworkloads: {helper: {users: 6, model: chat/8b-q4}}\n",
      "site.yaml", tiny_catalog(), {}, faults);
  EXPECT_EQ(faults.count(), 0);
  ASSERT_EQ(site.where.route.size(), 2u);
  EXPECT_EQ(site.where.route[1].port, "There");
  EXPECT_TRUE(site.where.daily.empty());
}

TEST(Route, CanBeSetOnTheCommandLine) {
  Faults faults;
  const Site site = read_site(
      "site: ship\nwhere: {moving: yes, route: [Here, There]}\n"
      "power: {feed: 2 kW}\nworkloads: {helper: {users: 6, model: chat/8b-q4}}\n",
      "site.yaml", tiny_catalog(), {{"where.route", "['1 N, 2 E', '3 N, 4 E']"}}, faults);
  EXPECT_EQ(faults.count(), 0);
  EXPECT_EQ(site.where.daily.size(), 365u);
}

}  // namespace
}  // namespace islet
