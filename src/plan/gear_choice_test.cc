// Goal: whatever stands between a supply and the machines is on the bill and in the losses, and a
// supply that nothing leads from is refused by name.
#include "plan/gear_choice.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "knowledge/supply_way.h"
#include "plan/sized_design.h"
#include "plan/small_sites.h"

namespace islet {
namespace {

/// Cameras on one small machine, from a supply of that voltage and nothing else.
Site fed_site(Voltage bus) {
  Site site = camp_site();
  site.workloads.resize(1);
  site.workloads.front().served_goal = 0.2;
  site.hardware.consider = {"jetson_orin_nano_super"};
  site.power.bus = bus;
  site.power.bus_is_ac = bus >= 100 * volt;
  GridSupply grid;
  grid.limit = 3 * kilowatt;
  grid.available = known(0.9);
  grid.price = known(0.2 * dollar / kilowatt_hour);
  site.power.grid = grid;
  site.power.solar.reset();
  site.power.battery.reset();
  site.power.generator.reset();
  site.goals.ride_through.reset();
  site.goals.renewable.reset();
  return site;
}

const BillItem* line_of(const DesignOutcome& design, const std::string& record) {
  const auto found = std::find_if(design.bill.begin(), design.bill.end(),
                                  [&](const BillItem& each) { return each.record == record; });
  return found == design.bill.end() ? nullptr : &*found;
}

SolarSupply panels_of(Power size, double dc_ac) {
  SolarSupply solar;
  solar.sizing.size = {size, size, {}, ValueOrigin::written, {}};
  solar.soiling = known(0.03);
  solar.dc_ac = dc_ac;
  return solar;
}

TEST(GearChoice, PanelsOfAGridSiteWithoutABatteryFeedTheGrid) {
  Site site = fed_site(230 * volt);
  site.power.solar = panels_of(2 * kilowatt, 1);
  const Plan plan = quick_plan(site);
  ASSERT_FALSE(plan.designs.empty());
  const DesignOutcome& design = plan.designs.front();
  const PowerDesign& power = design.design.power;
  EXPECT_TRUE(power.on_mains);
  EXPECT_EQ(power.grid_inverter, 2 * kilowatt);
  EXPECT_EQ(power.inverter, nullptr);
  EXPECT_EQ(power.controller, nullptr);
  const BillItem* line = line_of(design, "inv_grid_tied");
  ASSERT_NE(line, nullptr);
  EXPECT_NEAR(line->count, 2.0, 1e-12);
  EXPECT_NEAR(line->cost.value / dollar, 2 * 180.0, 1e-9);
  EXPECT_EQ(line_of(design, "dc_distribution"), nullptr);
  // It stops with the grid: a tenth of the hours have none.
  const auto weather = plan_weather(site, shipped_catalog(), camp_options(1, 1));
  ASSERT_TRUE(weather);
  const SkyYear& sky = weather->years.front();
  const std::vector<double> yield = source_yield(site, sky, power);
  int dark = 0;
  for (std::size_t i = 0; i < yield.size(); ++i) {
    if (sky.grid[i] > Power()) {
      EXPECT_EQ(yield[i], sky.panel_yield[i]);
    } else {
      EXPECT_EQ(yield[i], 0.0);
      dark += sky.panel_yield[i] > 0 ? 1 : 0;
    }
  }
  EXPECT_GT(dark, 100);
  const Plant plant = plant_of(site, power, false, Duration(), 0);
  EXPECT_EQ(plant.conversion.bus_to_load, 1.0);
  EXPECT_NEAR(plant.conversion.panel_to_bus, 0.962, 0.001);
  EXPECT_GE(plant.panel_input_max, 2 * kilowatt);
}

TEST(GearChoice, ASearchThatWantsNoBatteryBuysNoInverterCharger) {
  Site site = fed_site(230 * volt);
  site.power.solar = panels_of(0 * kilowatt, 1);
  BatterySupply battery;
  battery.sizing.size = {Energy(), 10 * kilowatt_hour, {}, ValueOrigin::written, {}};
  site.power.battery = battery;
  const Plan with_choice = quick_plan(site);
  site.power.battery.reset();
  site.power.solar.reset();
  const Plan plain = quick_plan(site);
  ASSERT_FALSE(with_choice.designs.empty());
  ASSERT_FALSE(plain.designs.empty());
  EXPECT_EQ(with_choice.designs.front().design.power.storage, Energy());
  EXPECT_NEAR(with_choice.designs.front().cost.purchase.value / dollar,
              plain.designs.front().cost.purchase.value / dollar, 1e-6);
}

TEST(GearChoice, PanelsBeyondTheirInverterMeetItsLimit) {
  Site site = fed_site(230 * volt);
  site.power.solar = panels_of(2 * kilowatt, 1.6);
  const Plan plan = quick_plan(site);
  ASSERT_FALSE(plan.designs.empty());
  const PowerDesign& power = plan.designs.front().design.power;
  EXPECT_NEAR(power.grid_inverter / kilowatt, 1.25, 1e-12);
  const Plant plant = plant_of(site, power, false, Duration(), 0);
  EXPECT_NEAR(plant.panel_input_max / kilowatt, 1.25 / 0.96, 1e-9);
}

TEST(GearChoice, WholeControllersTakeThePanelsOverTheirRatio) {
  Site site = camp_site();
  PowerDesign power;
  power.panels = 9 * kilowatt;
  power.storage = 10 * kilowatt_hour;
  fit_panels(site, shipped_catalog(), power);
  ASSERT_NE(power.controller, nullptr);
  EXPECT_GE(power.controllers * power.controller->pv_power_max, 9 * kilowatt);
  power.dc_ac = 2;
  fit_panels(site, shipped_catalog(), power);
  EXPECT_GE(power.controllers * power.controller->pv_power_max, 4.5 * kilowatt);
  EXPECT_LT(power.controllers * power.controller->pv_power_max, 9 * kilowatt);
}

TEST(GearChoice, AVehiclesSupplyHasItsConverterOnTheBill) {
  Site site = fed_site(28 * volt);
  site.kind = "vehicle";
  const Plan plan = quick_plan(site);
  ASSERT_FALSE(plan.designs.empty());
  const DesignOutcome& design = plan.designs.front();
  ASSERT_NE(design.design.power.converter, nullptr);
  const BillItem* line = line_of(design, "converter_dc_vehicle");
  ASSERT_NE(line, nullptr);
  EXPECT_NEAR(line->count, design.design.power.converted / kilowatt, 1e-12);
  EXPECT_GT(line->count, 0.01);
}

/// What is bought for the cameras of a site with a 400 V pack, on that bus.
GearChoice gear_with_pack(const Site& site) {
  const Catalog& catalog = shipped_catalog();
  ComputeCandidate machines;
  ComputeGroup group;
  group.accelerator = find_accelerator(catalog, "jetson_orin_nano_super");
  group.host = &catalog.hosts.front();
  machines.design.groups.push_back(group);
  machines.draw.full = 60 * watt;
  return gear_choice(site, catalog, {celsius(5), celsius(30)}, machines);
}

TEST(GearChoice, APackHasGearOfItsOwnVoltage) {
  Site site = fed_site(230 * volt);
  BatterySupply battery;
  battery.sizing.size = {10 * kilowatt_hour, 20 * kilowatt_hour, {}, ValueOrigin::written, {}};
  battery.chemistry = "nmc";
  site.power.battery = battery;
  const GearChoice choice = gear_with_pack(site);
  EXPECT_FALSE(choice.objection) << choice.objection->why;
  ASSERT_NE(choice.power.inverter, nullptr);
  EXPECT_EQ(choice.power.battery->nominal_voltage, 400 * volt);
  EXPECT_EQ(choice.power.inverter->battery_voltage, 400 * volt);
  site.power.battery->chemistry = "lfp";
  EXPECT_EQ(gear_with_pack(site).power.inverter->battery_voltage, 48 * volt);
  site.power.battery->chemistry = "any";
  EXPECT_EQ(gear_with_pack(site).power.inverter->battery_voltage, 48 * volt);
}

TEST(GearChoice, WhatAPackLacksIsToldByName) {
  Site site = fed_site(48 * volt);
  BatterySupply battery;
  battery.sizing.size = {10 * kilowatt_hour, 20 * kilowatt_hour, {}, ValueOrigin::written, {}};
  battery.chemistry = "nmc";
  site.power.battery = battery;
  const GearChoice on_low = gear_with_pack(site);
  ASSERT_TRUE(on_low.objection);
  EXPECT_EQ(on_low.objection->why,
            "NMC pack 9.8 kWh, 400 V class has 400 V, the machines' bus 48 V, and nothing in the "
            "catalogue leads from one to the other: `power.bus: 230 V` would do, or another "
            "chemistry");
  const Plan plan = quick_plan(site);
  EXPECT_TRUE(plan.designs.empty());
  ASSERT_FALSE(plan.binding.empty());
  EXPECT_EQ(plan.binding.front(), on_low.objection->why + " (power.battery.chemistry)");
  site.power.bus = 230 * volt;
  site.power.bus_is_ac = true;
  site.power.solar = panels_of(2 * kilowatt, 1);
  const GearChoice with_panels = gear_with_pack(site);
  ASSERT_TRUE(with_panels.objection);
  EXPECT_EQ(with_panels.objection->why,
            "NMC pack 9.8 kWh, 400 V class has 400 V, and no charge controller in the catalogue "
            "brings panels to it: leave out `power.solar`, or take another chemistry");
}

// A vehicle's feed is at the voltage of its bus: the converter's 8 % are all that is lost. A grid
// at the same bus is rectified first.
TEST(GearChoice, AFeedOfDirectCurrentIsNotRectified) {
  Site site = fed_site(28 * volt);
  PowerDesign power;
  power.converter = supply_way(28 * volt, false);
  ASSERT_NE(power.converter, nullptr);
  EXPECT_NEAR(plant_of(site, power, false, Duration(), 0).conversion.source_to_load, 0.93 * 0.92,
              1e-12);
  site.power.grid->is_feed = true;
  EXPECT_NEAR(plant_of(site, power, false, Duration(), 0).conversion.source_to_load, 0.92, 1e-12);
  power.converter = nullptr;  // machines that take 28 V: the cable alone
  EXPECT_NEAR(plant_of(site, power, true, Duration(), 0).conversion.source_to_load, 0.97, 1e-12);
  // A dock charges a robot's battery from the mains.
  site.power.battery.emplace();
  EXPECT_FALSE(is_fed_direct(site));
  site.kind = "vehicle";
  EXPECT_TRUE(is_fed_direct(site));
  EXPECT_EQ(plant_of(site, power, true, Duration(), 0).conversion.source_to_bus, 1.0);
}

TEST(GearChoice, AShipsThreePhasesHaveTheirTransformer) {
  const Plan with = quick_plan(fed_site(440 * volt));
  const Plan without = quick_plan(fed_site(230 * volt));
  ASSERT_FALSE(with.designs.empty());
  ASSERT_FALSE(without.designs.empty());
  ASSERT_NE(line_of(with.designs.front(), "transformer_three_phase"), nullptr);
  EXPECT_EQ(without.designs.front().design.power.converter, nullptr);
  // 3 % more from the grid, which is lost in the transformer.
  EXPECT_NEAR(with.designs.front().energy.grid.value / without.designs.front().energy.grid.value,
              1 / 0.97, 1e-3);
}

TEST(GearChoice, ASupplyThatNothingLeadsFromIsRefused) {
  const Plan plan = quick_plan(fed_site(300 * volt));
  EXPECT_TRUE(plan.designs.empty() || !plan.designs.front().feasible);
  const auto said = [&](const RuledOut& each) { return each.rule == "power.bus"; };
  EXPECT_TRUE(std::any_of(plan.ruled_out.begin(), plan.ruled_out.end(), said));
}

}  // namespace
}  // namespace islet
