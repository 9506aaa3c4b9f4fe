// Goal: monthly means come out of the table for every place on Earth, with the errors its README
// states.
#include "catalog/climate.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace islet {
namespace {

const std::string folder = "data/weather";

GeoPosition place(double latitude_deg, double longitude_deg, double altitude_m = 0) {
  return {latitude_deg, longitude_deg, altitude_m * metre};
}

double annual_kwh_per_day(const MonthlyClimate& climate) {
  double sum = 0;
  for (int m = 0; m < months_per_year; ++m) {
    sum += climate.ghi[static_cast<std::size_t>(m)] / watt_per_square_metre * 24 / 1000 *
           days_in_month(m);
  }
  return sum / 365;
}

// data/weather/README.md: annual light, and air in January and July, of places read by another
// program from the same table. Tolerance: rounding and the exact position taken.
TEST(Climate, HoldsWhatItsReadmeSays) {
  struct Case {
    GeoPosition position;
    double ghi_kwh, january_c, july_c;
  };
  const Case cases[] = {{place(33.43, -112.02, 339), 5.63, 12.5, 34.7},
                        {place(64.82, -147.87, 138), 2.53, -21.2, 16.5},
                        {place(-1.32, 36.92, 1624), 6.07, 19.6, 17.2},
                        {place(-20.38, 118.63, 6), 6.05, 31.6, 21.3},
                        {place(51.48, -0.45, 25), 2.76, 5.4, 18.0},
                        {place(1.35, 103.98, 15), 4.68, 26.8, 27.8}};
  for (const Case& one : cases) {
    const Result<MonthlyClimate> climate = climate_at(folder, one.position);
    ASSERT_TRUE(climate) << climate.error().text();
    EXPECT_NEAR(annual_kwh_per_day(climate.value()), one.ghi_kwh, 0.06);
    EXPECT_NEAR(climate->air[0].in_celsius(), one.january_c, 0.6);
    EXPECT_NEAR(climate->air[6].in_celsius(), one.july_c, 0.6);
  }
}

TEST(Climate, IsThePointItselfOnAPointOfTheTable) {
  const Result<MonthlyClimate> climate = climate_at(folder, place(-30, -180));
  ASSERT_TRUE(climate);
  EXPECT_DOUBLE_EQ(climate->ghi[0] / watt_per_square_metre, 6699 / 24.0);
  EXPECT_DOUBLE_EQ(climate->air[0].in_celsius(), 22.5);
  EXPECT_DOUBLE_EQ(climate->daily_range[0] / kelvin, 3.2);
  EXPECT_DOUBLE_EQ(climate->nearest_station / kilometre, 851);
}

TEST(Climate, IsTheSameFromBothSidesOfTheDateLine) {
  const Result<MonthlyClimate> east = climate_at(folder, place(-17, 180));
  const Result<MonthlyClimate> west = climate_at(folder, place(-17, -180));
  ASSERT_TRUE(east && west);
  EXPECT_EQ(east->ghi, west->ghi);
  const Result<MonthlyClimate> before = climate_at(folder, place(-17, 179.9999));
  ASSERT_TRUE(before);
  EXPECT_NEAR(before->ghi[0] / watt_per_square_metre, west->ghi[0] / watt_per_square_metre, 0.1);
}

TEST(Climate, IsCoolerHigherUp) {
  const Result<MonthlyClimate> low = climate_at(folder, place(-14.02, 34.38, 500));
  const Result<MonthlyClimate> high = climate_at(folder, place(-14.02, 34.38, 1500));
  ASSERT_TRUE(low && high);
  EXPECT_NEAR((low->air[0] - high->air[0]) / kelvin, 6, 1e-9);
}

TEST(Climate, TakesWindFromTheTableOfTheSeaOnlyAtSea) {
  const Result<MonthlyClimate> sea = climate_at(folder, place(45, -30));
  const Result<MonthlyClimate> land = climate_at(folder, place(-14.02, 34.38, 1050));
  ASSERT_TRUE(sea && land);
  EXPECT_GT(sea->wind[0], 6 * metre_per_second);
  EXPECT_NE(sea->source.find("wind from the table of the sea"), std::string::npos);
  EXPECT_EQ(land->wind[0], 3.5 * metre_per_second);
  EXPECT_NE(land->source.find("wind 3.5 m/s assumed"), std::string::npos);
  EXPECT_EQ(land->grade, Grade::d);
}

TEST(Climate, ExistsEverywhere) {
  for (double latitude = -90; latitude <= 90; latitude += 22.5) {
    for (double longitude = -180; longitude <= 180; longitude += 60) {
      const Result<MonthlyClimate> climate = climate_at(folder, place(latitude, longitude));
      ASSERT_TRUE(climate) << latitude << " " << longitude << climate.error().text();
      for (std::size_t m = 0; m < months_per_year; ++m) {
        EXPECT_GE(climate->ghi[m], Irradiance());
        EXPECT_GT(climate->daily_range[m], TemperatureDifference());
        EXPECT_GT(climate->wind[m], Speed());
      }
    }
  }
}

TEST(Climate, ADamagedTableIsSaid) {
  const std::string broken = testing::TempDir() + "islet_climate_test";
  std::filesystem::create_directories(broken + "/climate");
  std::ofstream(broken + "/climate/north00.csv") << "lat,lon\n0,0,1,2,3\n";
  const Result<MonthlyClimate> climate = climate_at(broken, place(0, 0));
  ASSERT_FALSE(climate);
  EXPECT_EQ(climate.error().text(),
            broken +
                "/climate/north00.csv:2:1: error[D3]: has 5 fields, must have 40\n  hint: Install "
                "the data folder again.");
  std::filesystem::remove_all(broken);
}

TEST(UtcOffset, IsTheLongitudeInWholeHours) {
  EXPECT_EQ(utc_offset_of(place(0, 118.93)), 8 * hour);
  EXPECT_EQ(utc_offset_of(place(0, -106.5)), -7 * hour);
  EXPECT_EQ(utc_offset_of(place(0, 0)), 0 * hour);
}

}  // namespace
}  // namespace islet
