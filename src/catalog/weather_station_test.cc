// Goal: the shipped years can all be read, and the nearest one is found only where it stands for a
// place.
#include "catalog/weather_station.h"

#include <gtest/gtest.h>

#include "catalog/weather_file.h"

namespace islet {
namespace {

const std::string folder = "data/weather";

struct Sums {
  std::string file;
  double ghi_kwh, dni_kwh, dhi_kwh, air_c, wind_ms;
};

// Sums of the origin files (NREL TMY2, TMY3 and NSRDB) as our data notes hold them.
constexpr int known_years = 9;
const Sums known[known_years] = {
    {"el_paso_tx_tmy3", 2064.8, 2429.8, 573.7, 18.0, 3.71},
    {"fargo_nd_tmy2", 1403.7, 1502.3, 608.7, 5.5, 5.38},
    {"gulf_of_mexico_offshore_2013", 1849.1, 1762.7, 700.7, 22.5, 5.45},
    {"honolulu_hi_tmy3", 1953.0, 1855.0, 730.5, 24.9, 4.77},
    {"houston_tx_tmy3", 1627.4, 1417.0, 732.7, 20.4, 3.44},
    {"phoenix_az_tmy2", 2117.0, 2518.6, 565.7, 22.5, 2.98},
    {"queensland_au_tmy2020", 1998.8, 2335.4, 554.0, 19.7, 1.36},
    {"sand_point_ak_tmy3", 829.2, 819.2, 460.9, 4.4, 5.07},
    {"selangor_my_2020", 1817.9, 1224.1, 957.6, 26.4, 1.16}};

TEST(WeatherStations, AreAllReadableAndSumToWhatTheirSourceSays) {
  const Result<std::vector<WeatherStation>> stations = list_weather_years(folder);
  ASSERT_TRUE(stations) << stations.error().text();
  ASSERT_EQ(stations->size(), static_cast<std::size_t>(known_years));
  for (std::size_t i = 0; i < known_years; ++i) {
    const WeatherStation& station = (*stations)[i];
    EXPECT_EQ(station.path, folder + "/years/" + known[i].file + ".csv");
    const Result<WeatherYear> weather = read_weather_year(station.path);
    ASSERT_TRUE(weather) << weather.error().text();
    EXPECT_EQ(weather->grade, Grade::b);
    EXPECT_EQ(weather->source.substr(0, 4), "NREL");
    Irradiance ghi, dni, dhi;
    Speed wind;
    double air = 0;
    for (const WeatherHour& one : weather->hours) {
      ghi += one.ghi, dni += one.dni, dhi += one.dhi, wind += one.wind;
      air += one.air.in_celsius();
    }
    const auto kwh = [](Irradiance sum) { return sum / watt_per_square_metre / 1000; };
    EXPECT_NEAR(kwh(ghi), known[i].ghi_kwh, 0.06) << station.path;
    EXPECT_NEAR(kwh(dni), known[i].dni_kwh, 0.06) << station.path;
    EXPECT_NEAR(kwh(dhi), known[i].dhi_kwh, 0.06) << station.path;
    EXPECT_NEAR(air / hours_per_year, known[i].air_c, 0.06) << station.path;
    EXPECT_NEAR(wind / metre_per_second / hours_per_year, known[i].wind_ms, 0.006) << station.path;
  }
}

TEST(WeatherStations, StandOnlyForPlacesNearby) {
  const Result<std::vector<WeatherStation>> stations = list_weather_years(folder);
  ASSERT_TRUE(stations);
  const auto near = [&](double latitude, double longitude, double altitude_m) {
    const auto station =
        nearest_station(stations.value(), {latitude, longitude, altitude_m * metre});
    return station ? station->path.substr(station->path.rfind('/') + 1) : std::string("none");
  };
  EXPECT_EQ(near(31.9, -106.3, 1200), "el_paso_tx_tmy3.csv");
  EXPECT_EQ(near(31.9, -106.3, 1600), "none");   // 400 m above the station
  EXPECT_EQ(near(33.0, -106.5, 1200), "none");   // 137 km away
  EXPECT_EQ(near(-14.02, 34.38, 1050), "none");  // Malawi
}

// Paris to New York, 5837 km on the mean sphere; the quarter meridian is 10008 km.
TEST(DistanceBetween, FollowsTheGreatCircle) {
  const auto km = [](GeoPosition a, GeoPosition b) { return distance_between(a, b) / kilometre; };
  EXPECT_NEAR(km({48.8566, 2.3522, {}}, {40.7128, -74.0060, {}}), 5837, 2);
  EXPECT_NEAR(km({0, 0, {}}, {90, 0, {}}), 10008, 2);
  EXPECT_NEAR(km({10, 179.5, {}}, {10, -179.5, {}}), 109.5, 0.2);
  EXPECT_EQ(km({5, 5, {}}, {5, 5, {}}), 0);
}

TEST(WeatherStations, AMissingFolderIsSaid) {
  const Result<std::vector<WeatherStation>> stations = list_weather_years("no/such/folder");
  ASSERT_FALSE(stations);
  EXPECT_EQ(stations.error().text(),
            "no/such/folder/years: error[D1]: the weather years cannot be listed: No such file or "
            "directory\n  hint: Install the data folder again.");
}

}  // namespace
}  // namespace islet
