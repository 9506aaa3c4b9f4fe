// Goal: the panels' account closes: what is lost and what comes out is the light that fell.
#include "energy/panel_account.h"

#include <gtest/gtest.h>

#include "catalog/weather_file.h"
#include "energy/sun_table.h"

namespace islet {
namespace {

class PanelAccountYear : public testing::Test {
 protected:
  void SetUp() override {
    auto read = read_weather_year("data/weather/years/el_paso_tx_tmy3.csv");
    ASSERT_TRUE(read) << read.error().text();
    weather_ = std::move(*read);
    plant_.rated = 10 * kilowatt;
    plant_.mount.surface = {25, 180};
  }
  PanelAccount account(const PanelCover& cover = {}) {
    return panel_account(plant_, weather_, suns_.year_of(weather_), cover);
  }

  WeatherYear weather_;
  SunTable suns_;
  PanelPlant plant_;
};

Energy all_losses(const PanelLosses& lost) {
  return lost.glass + lost.heat + lost.weak_light + lost.soiling + lost.snow + lost.wiring +
         lost.clipped + lost.inverter;
}

TEST_F(PanelAccountYear, LossesAndOutputAreTheLight) {
  plant_.inverter = PvInverter{.panels_over_rating = 1.4};
  const PanelAccount year_account = account();
  EXPECT_NEAR((all_losses(year_account.lost) + year_account.sum.out) / year_account.at_rating, 1.0,
              1e-12);
  EXPECT_GT(year_account.lost.clipped, Energy());
  EXPECT_GT(year_account.lost.heat, Energy());
  EXPECT_LE(year_account.most, 10 * kilowatt / 1.4 * (1 + 1e-12));
}

TEST_F(PanelAccountYear, OutputIsThatOfThePanelYear) {
  const auto yield = panel_year(weather_, suns_.year_of(weather_), plant_.mount, plant_.model);
  double hours = 0;
  for (const double share : yield) hours += share;
  EXPECT_NEAR(account().sum.out / (hours * hour * plant_.rated), 1.0, 1e-12);
  // NREL's PVWatts v8 gives 1,860 to 1,900 kWh/kWp direct for El Paso at this tilt; 3 % for its
  // other cell temperature.
  EXPECT_NEAR(account().sum.out / (10 * kilowatt_hour), 1880, 80);
}

TEST_F(PanelAccountYear, ABigInverterClipsNothingAndASmallOneMore) {
  plant_.inverter = PvInverter{.panels_over_rating = 0.7};
  EXPECT_EQ(account().lost.clipped, Energy());
  plant_.inverter->panels_over_rating = 1.3;
  const Energy some = account().lost.clipped;
  plant_.inverter->panels_over_rating = 1.6;
  EXPECT_GT(account().lost.clipped, some);
  plant_.inverter->corrects_clipping = true;
  EXPECT_GT(account().lost.clipped, some);
}

TEST_F(PanelAccountYear, SnowAndDirtStandInTheirOwnLines) {
  std::vector<double> dirt(365, 0.1);
  std::vector<double> snow(hours_per_year, 0.0);
  for (std::size_t i = 0; i < 31 * 24; ++i) snow[i] = 1.0;
  const PanelAccount covered = account({dirt, snow});
  EXPECT_GT(covered.lost.snow, Energy());
  EXPECT_EQ(covered.months[0].out, Energy());
  EXPECT_GT(covered.lost.soiling, 4 * account().lost.soiling);
}

}  // namespace
}  // namespace islet
