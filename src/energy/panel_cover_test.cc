// Goal: dirt grows and rain takes it, snow covers and slides, and both reach the panels' year.
#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "catalog/weather_file.h"
#include "energy/panels.h"
#include "energy/snow_cover.h"
#include "energy/soiling.h"
#include "energy/sun.h"

namespace islet {
namespace {

constexpr std::size_t days = 365;

// By hand: rain on day 100 cleans, 14 days of grace, then 0.15 % a day.
TEST(Soiling, GrowsAfterTheGraceAndGoesWithTheRain) {
  std::vector<Length> rain(days);
  rain[100] = 0.010 * metre;
  rain[200] = 0.005 * metre;  // too little to clean
  const std::vector<double> lost = soiling_year(SoilingRule(), rain);
  EXPECT_EQ(lost[100], 0);
  EXPECT_EQ(lost[114], 0);
  EXPECT_NEAR(lost[115], 0.0015, 1e-12);
  EXPECT_NEAR(lost[215], 0.0015 * 101, 1e-12);
  EXPECT_NEAR(lost[99], 0.3, 1e-12);  // the year before goes on: 350 days would give 0.525
}

TEST(Soiling, WashingKeepsItLow) {
  SoilingRule rule;
  rule.wash_every_days = 30;
  const std::vector<double> lost = soiling_year(rule, std::vector<Length>(days));
  EXPECT_NEAR(*std::max_element(lost.begin(), lost.end()), 29 * 0.0015, 1e-12);
}

TEST(Soiling, MonthlySharesBecomeDays) {
  std::array<double, months_per_year> monthly{};
  monthly[1] = 0.04;
  const std::vector<double> lost = soiling_year(monthly);
  ASSERT_EQ(lost.size(), days);
  EXPECT_EQ(lost[30], 0);
  EXPECT_EQ(lost[31], 0.04);
  EXPECT_EQ(lost[58], 0.04);
  EXPECT_EQ(lost[59], 0);
}

class Snow : public ::testing::Test {
 public:
  Snow() {
    weather.hours.resize(hours_per_year);
    sun.assign(hours_per_year, SunPosition{30, 180, 60});
    snowfall.resize(hours_per_year);
    for (WeatherHour& one : weather.hours) one.air = celsius(-5);
    snowfall[1000] = 0.02 * metre;
    mount.surface = {30, 180};
  }

  std::vector<double> lost() const { return snow_year(SnowRule(), snowfall, weather, sun, mount); }

  WeatherYear weather;
  std::vector<SunPosition> sun;
  std::vector<Length> snowfall;
  PanelMount mount;
};

TEST_F(Snow, StaysWhileItIsColdAndDark) {
  const std::vector<double> share = lost();
  EXPECT_EQ(share[999], 1);  // the year before goes on
  EXPECT_EQ(share[1000], 1);
  EXPECT_EQ(share[8000], 1);
}

// 0.197 sin(30) = 0.0985 an hour: gone in the eleventh hour of sun. -5 C slides above 400 W/m2.
TEST_F(Snow, SlidesOffInTheSun) {
  for (std::size_t i = 1010; i < 1030; ++i) {
    weather.hours[i].ghi = weather.hours[i].dhi = 500 * watt_per_square_metre;
  }
  const std::vector<double> share = lost();
  EXPECT_EQ(share[1009], 1);
  EXPECT_EQ(share[1019], 1);  // one string: none of its power until the last snow has gone
  EXPECT_EQ(share[1020], 0);
  EXPECT_EQ(share[999], 0);
}

TEST_F(Snow, TakesThePowerOfCoveredPanels) {
  weather.hours[1005].ghi = weather.hours[1005].dhi = 100 * watt_per_square_metre;
  PanelCover cover;
  const std::vector<double> share = lost();
  EXPECT_GT(panel_year(weather, sun, mount, PanelModel())[1005], 0.05);
  cover.snow = share;
  EXPECT_EQ(panel_year(weather, sun, mount, PanelModel(), cover)[1005], 0);
}

TEST(PanelCover, SoilingOfDaysReplacesThatOfTheModel) {
  const Result<WeatherYear> weather = read_weather_year("data/weather/years/el_paso_tx_tmy3.csv");
  ASSERT_TRUE(weather) << weather.error().text();
  const std::vector<SunPosition> sun = sun_year(*weather);
  const PanelMount mount{{20, 180}, 0.2};
  PanelModel model;
  model.soiling = 0.05;
  const auto energy = [&](const PanelCover& cover) {
    const std::vector<double> yield = panel_year(*weather, sun, mount, model, cover);
    return std::accumulate(yield.begin(), yield.end(), 0.0);
  };
  const std::vector<double> clean(days, 0.0);
  PanelCover cover;
  cover.soiling = clean;
  EXPECT_NEAR(energy({}) / energy(cover), 0.95, 1e-12);
}

}  // namespace
}  // namespace islet
