// Goal: the sun stands where the published algorithm puts it, in both hemispheres and at the poles.
#include "energy/sun.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "energy/sun_day.h"
#include "energy/sun_table.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;

GeoPosition place(double latitude_deg, double longitude_deg, double altitude_m = 0) {
  return {latitude_deg, longitude_deg, altitude_m * metre};
}

// NREL/TP-560-34302, table A5.1: 17 October 2003 12:30:30, UTC-7, Golden, Colorado.
TEST(Sun, StandsAsInTheReportsExample) {
  const Air air{.pressure_hpa = 820, .air = celsius(11)};
  const SunMoment moment{2003, 289, (12 + 7) * hour + 30.5 * minute};
  const SunPosition sun = sun_position(place(39.742476, -105.1786, 1830.14), moment, air);
  EXPECT_NEAR(sun.zenith_deg, 50.11162, 1e-5);
  EXPECT_NEAR(sun.azimuth_deg, 194.34024, 1e-5);
  EXPECT_NEAR(sun.elevation_deg, 39.888378, 1e-5);
}

// NREL SSC, lib_irradproc_test.cpp, solarpos_spaTest: 19 July 2017, 31.634 N 74.8723 E, UTC+5:30.
// Tolerance: its pressure and temperature are not stated; near the horizon they move the image.
TEST(Sun, StandsAsInTheTestsOfSsc) {
  struct Case {
    double hours, azimuth_rad, elevation_rad;
  };
  for (const Case& one : {Case{4.5, 0.95668, -0.233522}, Case{18.5, 5.01026, 0.212436},
                          Case{19.5, 5.13951, 0.010663}}) {
    const SunMoment moment{2017, 199, (one.hours - 5.5) * hour};
    const SunPosition sun = sun_position(place(31.634, 74.8723), moment);
    EXPECT_NEAR(sun.azimuth_deg * degree, one.azimuth_rad, 1e-5) << one.hours;
    EXPECT_NEAR(sun.elevation_deg * degree, one.elevation_rad, 2e-4) << one.hours;
  }
}

// pvlib-python (SPA, hour middle, 12 C) on the hours of the weather files. Its year is not stated.
// Tolerance: another year of the leap cycle moves declination by up to 0.2 degrees.
TEST(Sun, AWeatherYearMatchesPvlib) {
  struct Case {
    GeoPosition position;
    double utc_offset_h, sun_at_h;
    std::size_t row;
    double zenith_deg, azimuth_deg;
  };
  const Case cases[] = {
      {place(31.77, -106.5, 1186), -7, 0.5, 12, 54.94874, 185.74563},
      {place(31.77, -106.5, 1186), -7, 0.5, 4698, 82.40843, 290.62247},
      {place(30.0, -95.367, 29), -6, 0.5, 1139, 44.7758, 156.96487},
      {place(55.317, -160.517, 7), -9, 0.5, 4573, 33.28454, 172.61622},
      {place(3.26, 101.65, 155), 8, 0.0, 968, 82.88041, 105.08199},
  };
  for (const Case& one : cases) {
    const std::vector<SunPosition> sun =
        sun_year(one.position, one.utc_offset_h * hour, one.sun_at_h * hour);
    ASSERT_EQ(sun.size(), static_cast<std::size_t>(hours_per_year));
    EXPECT_NEAR(sun[one.row].zenith_deg, one.zenith_deg, 0.25) << one.row;
    EXPECT_NEAR(sun[one.row].azimuth_deg, one.azimuth_deg, 0.5) << one.row;
  }
}

TEST(Sun, TheInterpolatedYearAgreesWithTheFullAlgorithm) {
  const GeoPosition here = place(-33.9, 151.2, 40);
  const std::vector<SunPosition> sun = sun_year(here, 10 * hour);
  for (int r = 0; r < hours_per_year; r += 97) {
    const SunMoment moment{weather_sun_year, r / 24, (r % 24 + 0.5 - 10) * hour};
    const SunPosition full = sun_position(here, moment);
    EXPECT_NEAR(sun[static_cast<std::size_t>(r)].zenith_deg, full.zenith_deg, 5e-5) << r;
    EXPECT_NEAR(
        std::remainder(sun[static_cast<std::size_t>(r)].azimuth_deg - full.azimuth_deg, 360), 0,
        1e-3)
        << r;
  }
}

TEST(Sun, StandsInTheNorthAtNoonInTheSouth) {
  const SunMoment june_noon{2018, 171, 12 * hour};
  EXPECT_NEAR(sun_position(place(50, 0), june_noon).azimuth_deg, 180, 2);
  const double in_the_south = sun_position(place(-50, 0), june_noon).azimuth_deg;
  EXPECT_NEAR(std::remainder(in_the_south, 360), 0, 2);
  // Six months later the hemispheres change places; the orbit's shape costs up to half a degree.
  const SunMoment december_noon{2018, 354, 12 * hour};
  EXPECT_NEAR(sun_position(place(-50, 0), december_noon).elevation_deg,
              sun_position(place(50, 0), june_noon).elevation_deg, 0.5);
}

TEST(Sun, NeverRisesInPolarNightAndNeverSetsInPolarDay) {
  const std::vector<SunPosition> sun = sun_year(place(78.2, 15.6), 1 * hour);
  for (std::size_t h = 0; h < 24; ++h) {
    EXPECT_LT(sun[std::size_t{24} * 354 + h].elevation_deg, -8) << h;
    EXPECT_GT(sun[std::size_t{24} * 171 + h].elevation_deg, 8) << h;
  }
  EXPECT_EQ(day_length(78.2, 354), 0 * hour);
  EXPECT_EQ(day_length(78.2, 171), 24 * hour);
  EXPECT_EQ(extraterrestrial_day(78.2, 354), Irradiance());
}

// Duffie and Beckman, example 1.10.1: 43 N on 15 April, 33.8 MJ/m2 with 1367 W/m2. Tolerance: their
// declination is Cooper's.
TEST(Sun, OutsideTheAirADayGetsWhatTheTextbookSays) {
  EXPECT_NEAR(extraterrestrial_day(43, 104) * day / (1e6 * joule / square_metre), 33.8, 0.4);
  EXPECT_NEAR(day_length(0, 80) / hour, 12, 1e-9);
  EXPECT_NEAR(day_length(40, 171) / hour, 14.84, 0.05);
}

TEST(Sun, TableComputesAPlaceOnceAndHandsItOutAgain) {
  SunTable table;
  const std::vector<SunPosition>& first = table.year_of(place(10, 20), 1 * hour);
  const std::vector<SunPosition>& other = table.year_of(place(11, 20), 1 * hour);
  EXPECT_EQ(&table.year_of(place(10, 20), 1 * hour), &first);
  EXPECT_NE(&other, &first);
  EXPECT_NE(&table.year_of(place(10, 20), 1 * hour, 0 * hour), &first);
  EXPECT_EQ(first[4000].zenith_deg, sun_year(place(10, 20), 1 * hour)[4000].zenith_deg);
}

TEST(Sun, PolesAndDateLineAreOrdinaryPlaces) {
  for (const GeoPosition& here : {place(90, 0), place(-90, 0), place(0, 180), place(0, -180)}) {
    for (const SunPosition& sun : sun_year(here, 14 * hour)) {
      ASSERT_TRUE(std::isfinite(sun.elevation_deg) && std::isfinite(sun.azimuth_deg));
      ASSERT_GE(sun.azimuth_deg, 0);
      ASSERT_LT(sun.azimuth_deg, 360);
    }
  }
}

}  // namespace
}  // namespace islet
