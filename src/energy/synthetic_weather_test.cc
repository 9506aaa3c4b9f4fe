// Goal: a synthetic year keeps its monthly means, obeys physics anywhere on Earth, and repeats.
#include "energy/synthetic_weather.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "energy/diffuse.h"
#include "energy/sun.h"
#include "energy/sun_day.h"
#include "energy/synthetic_air.h"
#include "energy/transposition.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;

/// A climate of 0.55 clearness at any latitude, warm in the summer of its hemisphere.
MonthlyClimate climate_of(double latitude_deg, double longitude_deg, double clearness = 0.55) {
  MonthlyClimate climate;
  climate.position = {latitude_deg, longitude_deg, 100 * metre};
  int first = 0;
  for (int m = 0; m < months_per_year; ++m) {
    Irradiance outside;
    for (int d = 0; d < days_in_month(m); ++d) {
      outside += extraterrestrial_day(latitude_deg, first + d);
    }
    first += days_in_month(m);
    const auto i = static_cast<std::size_t>(m);
    climate.ghi[i] = clearness / days_in_month(m) * outside;
    const double season = std::cos(2 * std::numbers::pi * (m - 6) / 12);
    climate.air[i] = celsius(12 + (latitude_deg < 0 ? -8 : 8) * season);
    climate.daily_range[i] = 9 * kelvin;
    climate.wind[i] = 4 * metre_per_second;
  }
  climate.source = "test";
  return climate;
}

struct Means {
  double ghi = 0, air = 0, wind = 0;
};

Means means_of(const WeatherYear& weather, int wanted) {
  Means sum;
  int count = 0;
  for (int r = 0; r < hours_per_year; ++r) {
    if (month_of_day(r / 24) != wanted) continue;
    const WeatherHour& one = weather.hours[static_cast<std::size_t>(r)];
    sum.ghi += one.ghi / watt_per_square_metre;
    sum.air += one.air.in_celsius();
    sum.wind += one.wind / metre_per_second;
    ++count;
  }
  return {sum.ghi / count, sum.air / count, sum.wind / count};
}

struct Spot {
  double latitude, longitude, utc_offset_h;
};
constexpr Spot spots[] = {{0, 100, 7}, {-14.02, 34.38, 2}, {-22.71, 118.93, 8}, {31.8, -106, -7},
                          {52, 13, 1}, {-54, -68, -3},     {70, 25, 1},         {78.2, 15.6, 1},
                          {-89, 0, 0}, {10, 179.9, -12},   {10, -179.9, 14}};

TEST(SyntheticYear, KeepsTheMonthlyMeans) {
  for (const Spot& spot : spots) {
    const MonthlyClimate climate = climate_of(spot.latitude, spot.longitude);
    const WeatherYear weather = synthetic_year(climate, spot.utc_offset_h * hour, RandomStream(7));
    ASSERT_EQ(weather.hours.size(), static_cast<std::size_t>(hours_per_year));
    for (int m = 0; m < months_per_year; ++m) {
      const auto i = static_cast<std::size_t>(m);
      const Means means = means_of(weather, m);
      const double wanted = climate.ghi[i] / watt_per_square_metre;
      // In polar twilight the hours' sun and the daily sum differ by the sun's refraction.
      const double tolerance = std::abs(spot.latitude) > 60 && wanted < 10 ? 6 : 1e-6;
      EXPECT_NEAR(means.ghi, wanted, tolerance) << spot.latitude << " month " << m + 1;
      EXPECT_NEAR(means.air, climate.air[i].in_celsius(), 1e-6) << spot.latitude;
      EXPECT_NEAR(means.wind, 4, 1e-9) << spot.latitude;
    }
  }
}

TEST(SyntheticYear, LightAddsUpAndStaysBelowTheSun) {
  for (const Spot& spot : spots) {
    for (const double clearness : {0.15, 0.55, 0.75}) {
      const WeatherYear weather =
          synthetic_year(climate_of(spot.latitude, spot.longitude, clearness),
                         spot.utc_offset_h * hour, RandomStream(3));
      const std::vector<SunPosition> sun = sun_year(weather);
      for (std::size_t r = 0; r < weather.hours.size(); ++r) {
        const WeatherHour& one = weather.hours[r];
        const double sine = std::max(0.0, std::cos(sun[r].zenith_deg * degree));
        ASSERT_NEAR((one.dni * sine + one.dhi - one.ghi) / watt_per_square_metre, 0, 1e-9) << r;
        ASSERT_GE(one.dhi, Irradiance()) << r;
        ASSERT_GE(one.dni, Irradiance()) << r;
        ASSERT_LE(one.dni, extraterrestrial(static_cast<int>(r) / 24)) << r;
        ASSERT_GE(one.wind, Speed()) << r;
        ASSERT_TRUE(sine > 0 || one.ghi == Irradiance()) << r;
      }
    }
  }
}

TEST(SyntheticYear, SameSeedSameYearAnotherSeedAnother) {
  const MonthlyClimate climate = climate_of(40, 10);
  const WeatherYear one = synthetic_year(climate, 1 * hour, RandomStream(42));
  const WeatherYear same = synthetic_year(climate, 1 * hour, RandomStream(42));
  const WeatherYear other = synthetic_year(climate, 1 * hour, RandomStream(43));
  int different = 0;
  for (std::size_t r = 0; r < one.hours.size(); ++r) {
    ASSERT_EQ(one.hours[r].ghi, same.hours[r].ghi);
    ASSERT_EQ(one.hours[r].air, same.hours[r].air);
    ASSERT_EQ(one.hours[r].wind, same.hours[r].wind);
    if (one.hours[r].ghi != other.hours[r].ghi) ++different;
  }
  EXPECT_GT(different, 3000);
}

// Golden: one seed, noon of the first four days. A change here changes every plan made without a
// weather file.
TEST(SyntheticYear, ASeedGivesTheSameRowsAsEver) {
  const WeatherYear weather = synthetic_year(climate_of(40, 10), 1 * hour, RandomStream(42));
  struct Row {
    double ghi, dni, dhi, air_c, wind_ms;
  };
  const Row rows[] = {{351.3944337, 341.6933506, 196.0961410, 10.7656770, 7.8982448},
                      {407.6788748, 563.7360825, 150.6733558, 10.6924780, 6.7480897},
                      {361.2628652, 369.7238934, 192.1471318, 9.4082943, 4.1456406},
                      {298.6000847, 170.0259977, 220.5518250, 8.7020414, 7.1350443}};
  for (std::size_t d = 0; d < std::size(rows); ++d) {
    const WeatherHour& noon = weather.hours[24 * d + 12];
    EXPECT_NEAR(noon.ghi / watt_per_square_metre, rows[d].ghi, 1e-6) << d;
    EXPECT_NEAR(noon.dni / watt_per_square_metre, rows[d].dni, 1e-6) << d;
    EXPECT_NEAR(noon.dhi / watt_per_square_metre, rows[d].dhi, 1e-6) << d;
    EXPECT_NEAR(noon.air.in_celsius(), rows[d].air_c, 1e-6) << d;
    EXPECT_NEAR(noon.wind / metre_per_second, rows[d].wind_ms, 1e-6) << d;
  }
}

TEST(SyntheticYear, SaysWhatItIs) {
  const WeatherYear weather = synthetic_year(climate_of(0, 0), 0 * hour, RandomStream(1));
  EXPECT_EQ(weather.grade, Grade::d);
  EXPECT_EQ(weather.source, "synthetic: Aguiar 1988 and 1992, Erbs 1982, from test");
}

TEST(SyntheticYear, HasSummerWhereTheHemisphereHasIt) {
  for (const double latitude : {45.0, -45.0}) {
    const WeatherYear weather = synthetic_year(climate_of(latitude, 0), 0 * hour, RandomStream(5));
    const Means january = means_of(weather, 0);
    const Means july = means_of(weather, 6);
    EXPECT_EQ(january.ghi > 2 * july.ghi, latitude < 0);
    EXPECT_EQ(july.ghi > 2 * january.ghi, latitude > 0);
  }
}

TEST(SyntheticYear, PeaksAtSolarNoonWhateverTheClockSays) {
  for (const double offset_h : {-5.0, 0.0, 9.5}) {
    const WeatherYear weather = synthetic_year(climate_of(20, 0), offset_h * hour, RandomStream(5));
    std::array<double, 24> day_course{};
    for (std::size_t r = 0; r < weather.hours.size(); ++r) {
      day_course[r % 24] += weather.hours[r].ghi / watt_per_square_metre;
    }
    const auto peak = std::max_element(day_course.begin(), day_course.end()) - day_course.begin();
    EXPECT_NEAR(std::remainder(static_cast<double>(peak) + 0.5 - offset_h - 12, 24), 0, 1.01);
  }
}

TEST(SyntheticYear, NamesAMonthThatNoSkyCanGive) {
  MonthlyClimate climate = climate_of(30, 0);
  EXPECT_EQ(impossible_month(climate), "");
  climate.ghi[5] = 480 * watt_per_square_metre;
  EXPECT_EQ(impossible_month(climate),
            "ghi of month 6 is 480 W/m2, must be 0 to 382 W/m2 (80 % of the sunlight outside the "
            "air)");
}

// Erbs, Klein, Duffie 1982, their correlation at the joints and in the middle.
TEST(DiffuseShare, FollowsErbs) {
  EXPECT_DOUBLE_EQ(diffuse_share(0), 1);
  EXPECT_NEAR(diffuse_share(0.22), 0.9802, 1e-4);
  EXPECT_NEAR(diffuse_share(0.2200001), 0.9802, 2e-3);
  EXPECT_NEAR(diffuse_share(0.5), 0.65915, 1e-9);
  EXPECT_NEAR(diffuse_share(0.8), 0.165, 3e-3);
  EXPECT_DOUBLE_EQ(diffuse_share(0.9), 0.165);
}

// Erbs, Klein, Beckman 1983: coldest near sunrise, warmest in mid-afternoon, one range between.
TEST(TemperatureCourse, HasItsExtremesWhereTheDayHasThem) {
  double low = 1, high = -1, coldest = 0, warmest = 0;
  for (double t = 0; t < 24; t += 0.25) {
    const double course = temperature_course(t * hour);
    if (course < low) low = course, coldest = t;
    if (course > high) high = course, warmest = t;
  }
  EXPECT_NEAR(coldest, 5, 1);
  EXPECT_NEAR(warmest, 15, 1);
  EXPECT_NEAR(high - low, 1, 0.03);
}

}  // namespace
}  // namespace islet
