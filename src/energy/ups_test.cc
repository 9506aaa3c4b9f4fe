// Goal: a UPS takes what its record says while its source is there, carries what its record says
// when the source is gone, and never more than is in its battery.
#include "energy/ups.h"

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "energy/bridging.h"
#include "energy/ride_through.h"

namespace islet {
namespace {

const UpsUnit& unit_of(const char* id) {
  const UpsUnit* unit = find_ups(shipped_catalog(), id);
  CHECK(unit != nullptr);
  return *unit;
}

TEST(Ups, LosesAtItsPointsWhatItsEfficienciesSay) {
  const UpsUnit& unit = unit_of("ups_dc_3000va");
  const Ups ups = ups_of(unit, 1, 1);
  EXPECT_EQ(ups_loss(ups, Power()), unit.no_load.typical);
  // 675 W at 0.87, 1350 W at 0.91, 2700 W at 0.92, by hand.
  EXPECT_NEAR(ups_loss(ups, 675 * watt) / watt, 100.862, 1e-3);
  EXPECT_NEAR(ups_loss(ups, 1350 * watt) / watt, 133.516, 1e-3);
  EXPECT_NEAR(ups_loss(ups, 2700 * watt) / watt, 234.783, 1e-3);
  // Half-way between two points, half-way between their losses.
  EXPECT_NEAR(ups_loss(ups, 2025 * watt) / watt, (133.516 + 234.783) / 2, 1e-3);
  const Ups three = ups_of(unit, 3, 1);
  EXPECT_NEAR(ups_loss(three, 3 * 675 * watt) / watt, 3 * 100.862, 3e-3);
}

TEST(Ups, CarriesItsRatingForItsRuntimeAndItsBatteryLastsFor20Hours) {
  for (const UpsUnit& unit : shipped_catalog().upses) {
    SCOPED_TRACE(unit.id);
    Ups ups = ups_of(unit, 2, 1);
    EXPECT_NEAR(hold_time(ups, 2 * unit.rated) / unit.runtime, 1, 1e-9);
    // One that draws nothing itself, at the rate that the nameplate is told for.
    ups.no_load = Power();
    const Energy given = 2 * unit.efficiency_store * unit.battery;
    EXPECT_NEAR(hold_time(ups, given / (20 * hour)) / hour, 20, 0.01);
    // Lead-acid blocks: Peukert exponents of 1.1 to 1.3.
    EXPECT_GT(ups.exponent, 1.1);
    EXPECT_LT(ups.exponent, 1.3);
  }
}

TEST(Ups, GivesMoreToASmallerLoadButNeverMoreThanItHolds) {
  const Ups ups = ups_of(unit_of("ups_li_1500va"), 1);
  Duration before;
  for (double share = 1; share > 0.001; share *= 0.8) {
    const Power load = share * ups.rated;
    EXPECT_GE(hold_time(ups, load), before);
    EXPECT_LE(held_energy(ups, load), ups.most * (1 + 1e-12));
    before = hold_time(ups, load);
  }
  // Half the load, more than twice the time.
  EXPECT_GT(hold_time(ups, 0.5 * ups.rated), 2 * ups.at_rated);
  // Its own 20 W empty it too. By hand: 240 s (1000 / 20)^1.173 with nothing behind it.
  EXPECT_NEAR(hold_time(ups, Power()) / hour, 6.558, 0.002);
}

TEST(Ups, AnOldBatteryHoldsFourFifths) {
  const UpsUnit& unit = unit_of("ups_li_3000va");
  const Power load = 0.4 * unit.rated;
  EXPECT_NEAR(hold_time(ups_of(unit, 1), load) / hold_time(ups_of(unit, 1, 1), load), 0.8, 1e-9);
}

TEST(Ups, CarriesNothingAboveItsRating) {
  const Ups ups = ups_of(unit_of("ups_li_1500va"), 1);
  EXPECT_EQ(hold_time(ups, 1001 * watt), Duration());
  EXPECT_GT(hold_time(ups, 1000 * watt), Duration());
}

// A set that starts at its third attempt takes load after 54 s.
TEST(Ups, BridgesTheStartOfASetByItselfOrBehindABattery) {
  SetStart set;
  set.rated = 5 * kilowatt;
  const Power load = 800 * watt;
  const Ups ups = ups_of(unit_of("ups_li_1500va"), 1);
  EXPECT_EQ(bridge(set, {}, load).chance_carried, 0);
  const Bridge by_ups = bridge(set, with_ups({}, ups, load), load);
  EXPECT_NEAR(by_ups.chance_carried, 1 - no_start(set), 1e-12);
  EXPECT_NEAR(by_ups.hold_time / second, hold_time(ups, load) / second, 1e-9);
  // Beyond its rating it is no help.
  EXPECT_EQ(bridge(set, with_ups({}, ups, 1200 * watt), 1200 * watt).chance_carried, 0);
  // Behind a battery that carries the load its energy comes on top.
  const BridgeStore battery{0.1 * kilowatt_hour, 2 * kilowatt, 0.9};
  const Duration alone = bridge(set, battery, load).hold_time;
  EXPECT_NEAR(bridge(set, with_ups(battery, ups, load), load).hold_time / second,
              (alone + hold_time(ups, load)) / second, 1e-6);
  // One that is too weak is of no use; the UPS carries alone.
  const BridgeStore weak{0.1 * kilowatt_hour, 0.5 * kilowatt, 0.9};
  EXPECT_NEAR(bridge(set, with_ups(weak, ups, load), load).hold_time / second,
              hold_time(ups, load) / second, 1e-9);
}

TEST(Ups, GoesOnWhereTheBatteryEnds) {
  Plant plant;
  const std::vector<Power> demand(hours_per_year, 300 * watt);
  Load load;
  load.importance = Importance::safety;
  load.demand = demand;
  const Load loads[] = {load};
  EXPECT_EQ(ride_through(plant, PlantWeather{}, loads), Duration());
  plant.ups = ups_of(unit_of("ups_li_1500va"), 1);
  EXPECT_EQ(ride_through(plant, PlantWeather{}, loads), hold_time(*plant.ups, 300 * watt));
}

}  // namespace
}  // namespace islet
