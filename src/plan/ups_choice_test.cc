// Goal: a UPS is bought where it is the least that does what the site asks, and nowhere else; what
// it carries and what it takes is the same in the plan, its bill, its outages and its simulation.
#include "plan/ups_choice.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/alternatives.h"
#include "plan/plant_outlook.h"
#include "plan/search.h"
#include "plan/small_sites.h"
#include "sim/generator_start.h"

namespace islet {
namespace {

constexpr const char* requirement_name = "blackout carried";

/// Cameras in a room, from a grid that fails for a while a few times a year.
Site grid_site(Duration blackout) {
  Site site = camp_site();
  site.workloads.resize(1);
  site.workloads.front().served_goal = 0.9;
  site.hardware.consider = {"l4", "jetson_orin_nano_super"};
  site.where.air = {celsius(15), celsius(5), celsius(26), true, ValueOrigin::written, {}};
  site.where.dust.clear();
  site.enclosure = {};
  site.power.bus = 230 * volt;
  site.power.bus_is_ac = true;
  GridSupply grid;
  grid.limit = 3 * kilowatt;
  grid.available = known(1.0);
  grid.price = known(0.2 * dollar / kilowatt_hour);
  grid.blackouts = known(30 / year);
  grid.blackout_length = {blackout / 2, blackout / 4, blackout, false, ValueOrigin::written, {}};
  site.power.grid = grid;
  site.power.solar.reset();
  site.power.battery.reset();
  site.power.generator.reset();
  site.goals.ride_through.reset();
  site.goals.renewable.reset();
  return site;
}

Site with_battery(Site site, Energy least, Energy most) {
  BatterySupply battery;
  battery.sizing.size = {least, most, {}, ValueOrigin::written, {}};
  site.power.battery = battery;
  return site;
}

const PowerDesign& power_of(const Plan& plan) { return plan.designs.front().design.power; }

const Requirement* carried(const DesignOutcome& design) {
  const auto found = std::find_if(design.requirements.begin(), design.requirements.end(),
                                  [](const auto& each) { return each.what == requirement_name; });
  return found == design.requirements.end() ? nullptr : &*found;
}

TEST(UpsChoice, AShortBlackoutIsCarriedByAUps) {
  const Plan plan = quick_plan(grid_site(2 * minute));
  ASSERT_FALSE(plan.designs.empty());
  const DesignOutcome& design = plan.designs.front();
  ASSERT_NE(power_of(plan).ups, nullptr);
  ASSERT_NE(carried(design), nullptr);
  EXPECT_GE(carried(design)->found.value, 120);
  EXPECT_EQ(carried(design)->key, "power.grid.blackout_length");
  // On the bill, by the piece.
  const auto line = std::find_if(design.bill.begin(), design.bill.end(),
                                 [](const BillItem& each) { return each.part == "UPS"; });
  ASSERT_NE(line, design.bill.end());
  EXPECT_EQ(line->record, power_of(plan).ups->id);
  EXPECT_NEAR(line->cost.value / dollar,
              power_of(plan).upses * (power_of(plan).ups->price.typical / dollar), 1e-9);
  EXPECT_NE(design.title.find(" UPS"), std::string::npos);
  // One thing otherwise is told once, with this UPS in place, and without it nothing does.
  std::set<std::string> told;
  for (const Alternative& each : plan.alternatives) {
    EXPECT_TRUE(told.insert(each.choice + each.other).second) << each.choice << each.other;
    if (each.choice != "UPS") continue;
    EXPECT_EQ(each.other, "no UPS");
    EXPECT_FALSE(each.more);
    EXPECT_NE(each.why.find(requirement_name), std::string::npos) << each.why;
  }
  // Nothing of its blackouts is lost; without it every minute is.
  auto outlook = plant_outlook(plan.site, shipped_catalog(), camp_options(1, 1), design.design);
  ASSERT_TRUE(outlook);
  const auto& safety = outlook->outages.classes[static_cast<std::size_t>(Importance::safety)];
  EXPECT_EQ(safety.by_blackout, Duration());
  Design bare = design.design;
  bare.power.ups = nullptr;
  outlook = plant_outlook(plan.site, shipped_catalog(), camp_options(1, 1), bare);
  ASSERT_TRUE(outlook);
  const auto& dark = outlook->outages.classes[static_cast<std::size_t>(Importance::safety)];
  EXPECT_NEAR(dark.by_blackout / minute, 30 * (0.5 + 2) / 2, 1e-6);
}

TEST(UpsChoice, ALongBlackoutIsNot) {
  const Plan plan = quick_plan(grid_site(10 * hour));
  EXPECT_TRUE(plan.designs.empty());
  Site refused = grid_site(2 * minute);
  refused.power.ups.clear();
  EXPECT_TRUE(quick_plan(refused).designs.empty());
}

TEST(UpsChoice, AnAdequateBatteryNeedsNone) {
  const Plan plan =
      quick_plan(with_battery(grid_site(2 * minute), 5 * kilowatt_hour, 5 * kilowatt_hour));
  ASSERT_FALSE(plan.designs.empty());
  EXPECT_EQ(power_of(plan).ups, nullptr);
  // It is bought all the same where the site file names it.
  Site named = plan.site;
  named.power.ups = "ups_li_1500va";
  const Plan wanted = quick_plan(named);
  ASSERT_FALSE(wanted.designs.empty());
  ASSERT_NE(power_of(wanted).ups, nullptr);
  EXPECT_EQ(power_of(wanted).ups->id, "ups_li_1500va");
  EXPECT_GT(wanted.designs.front().cost.lifetime.value, plan.designs.front().cost.lifetime.value);
  EXPECT_GT(wanted.designs.front().energy.losses.value, plan.designs.front().energy.losses.value);
}

TEST(UpsChoice, NothingIsBoughtWhereNothingAsksForIt) {
  Site site = grid_site(2 * minute);
  site.power.grid->blackout_length = {};
  const Plan plan = quick_plan(site);
  ASSERT_FALSE(plan.designs.empty());
  EXPECT_EQ(power_of(plan).ups, nullptr);
  // What one would cost stands among the alternatives.
  const auto row = std::find_if(plan.alternatives.begin(), plan.alternatives.end(),
                                [](const Alternative& each) { return each.choice == "UPS"; });
  ASSERT_NE(row, plan.alternatives.end());
  EXPECT_EQ(row->taken, "no UPS");
  ASSERT_TRUE(row->more);
  EXPECT_GT(*row->more, 300 * dollar);
}

TEST(UpsChoice, OneUnderTheLoadIsRefusedWithBothFigures) {
  Site site = grid_site(2 * minute);
  site.power.ups = "ups_li_1500va";
  const Prepared made(site);
  ComputeCandidate large = made.candidates.list.front();
  large.draw.full = 8 * kilowatt;
  GearChoice choice;
  choose_named_ups(site, shipped_catalog(), made.context().air, large, choice);
  ASSERT_TRUE(choice.objection);
  EXPECT_EQ(choice.objection->rule, "power.ups");
  EXPECT_EQ(choice.objection->why,
            "Line-interactive 1.5 kVA carries 1000 W, what stands behind it may step to 10000 W: "
            "10 of them, and at most 6 are put side by side");
  Host hungry = *large.design.groups.front().host;
  hungry.serving_power.typical = 2 * kilowatt;
  hungry.supply_efficiency = 1;
  large.design.groups = {{made.candidates.list.front().design.groups.front().accelerator, &hungry}};
  large.design.groups.front().cap = 100 * watt;
  choice = {};
  choose_named_ups(site, shipped_catalog(), made.context().air, large, choice);
  ASSERT_TRUE(choice.objection);
  EXPECT_EQ(choice.objection->why,
            "Line-interactive 1.5 kVA carries 1000 W, a machine behind it may step to 2625 W");
}

TEST(UpsChoice, AColdBoxInTheOpenIsRefused) {
  Site site = grid_site(2 * minute);
  site.power.ups = "ups_li_1500va";
  site.where.air.low = celsius(-12);
  site.enclosure.given = true;
  const Prepared made(site);
  GearChoice choice;
  choose_named_ups(site, shipped_catalog(), made.context().air, made.candidates.list.front(),
                   choice);
  ASSERT_TRUE(choice.objection);
  EXPECT_NE(choice.objection->why.find("stands in air of 0 to 40 °C, and it may have -12"),
            std::string::npos)
      << choice.objection->why;
}

// Every UPS, with every size, also beside a store: the search leaves those out.
TEST(UpsChoice, ExhaustiveSearchFindsNothingBetter) {
  for (const Duration blackout : {1.0 * minute, 4.0 * minute, 20.0 * minute}) {
    for (const Objective objective : {Objective::lifetime_cost, Objective::mass}) {
      SCOPED_TRACE(blackout / minute);
      Site site = with_battery(grid_site(blackout), Energy(), 4 * kilowatt_hour);
      site.goals.minimise = objective;
      Prepared made(site);
      const SizeGrid grid = size_grid(made.site, shipped_catalog(), {.points = 9});
      double best = std::numeric_limits<double>::infinity();
      std::vector<PreparedMachines> all;
      for (const PreparedMachines& usual : made.machines) {
        all.push_back(without_tables(usual));
        std::vector<GearChoice> gears =
            other_gear(site, shipped_catalog(), made.context().air, *usual.machines, usual.gear);
        const auto upses =
            with_upses(site, shipped_catalog(), made.context().air, *usual.machines, usual.gear);
        for (const GearChoice& gear : gears) {
          all.push_back(without_tables(usual));
          all.back().gear = gear;
          all.back().is_variant = true;
        }
        gears.insert(gears.end(), upses.begin(), upses.end());
        gears.push_back(usual.gear);
        for (const GearChoice& gear : gears) {
          PreparedMachines each = without_tables(usual);
          each.gear = gear;
          best = std::min(best, exhaustive(made.context(), each, grid));
        }
      }
      PlanOptions options = camp_options(2, 1);
      options.jobs = 2;
      const SearchResult found = search_all_ways(made.context(), all, grid, options);
      ASSERT_FALSE(found.best.empty());
      // A UPS is unusual: taken where it is worth half a per cent.
      EXPECT_LE(found.best.front().sized.score, best / (1 - 0.0061));
      EXPECT_LE(std::min(found.lower_bound, found.best.front().sized.score), best * (1 + 1e-12));
      EXPECT_EQ(found.evaluated + found.by_bound + found.unfit + found.dearer,
                static_cast<std::int64_t>(all.size() * grid.panels.size() * grid.storage.size()));
    }
  }
}

/// One set of machines of a site with a UPS that its file names.
SizedDesign sized_with(const Site& site, Prepared& made) {
  made = Prepared(site);
  const SizeGrid grid = size_grid(made.site, shipped_catalog());
  return sized(made.context(), made.machines.front(),
               grid.with(grid.panels.front(), grid.storage.front()));
}

TEST(UpsChoice, TakesItsLossesAllYear) {
  Site site = grid_site(2 * minute);
  Prepared made(site);
  const SizedDesign bare = sized_with(site, made);
  site.power.ups = "ups_dc_1500va";
  const SizedDesign with = sized_with(site, made);
  ASSERT_NE(with.design.power.ups, nullptr);
  const PowerDesign& power = with.design.power;
  const Ups ups = ups_of(*power.ups, power.upses);
  const Power lost = ups_loss(ups, made.machines.front().machines->mean_power);
  EXPECT_GT(lost, ups.no_load);
  // The mean of the machines, to within what the year's hours differ from it.
  EXPECT_NEAR((with.use.grid - bare.use.grid) / (lost * year), 1, 0.02);
  EXPECT_NEAR(bare.use.used / kilowatt_hour, with.use.used / kilowatt_hour, 1e-6);
}

TEST(UpsChoice, ItsBatteriesAreReplaced) {
  Site site = grid_site(2 * minute);
  site.money.life = 9 * year;
  site.money.discount = 0;
  Prepared made(site);
  const SizedDesign bare = sized_with(site, made);
  site.power.ups = "ups_li_1500va";
  const SizedDesign with = sized_with(site, made);
  const auto replaced = [&](const SizedDesign& design) {
    return cost_summary(site, shipped_catalog(), design.design, design.bill, design.use)
        .replacement.value;
  };
  // After 4 and 8 years, 30 % of its price each time; the rest lasts 10 years.
  EXPECT_NEAR((replaced(with) - replaced(bare)) / dollar, 2 * 0.3 * 650, 1e-6);
}

TEST(UpsChoice, CarriesTheMachinesThroughTheStartOfASet) {
  Site site = grid_site(2 * minute);
  site.power.grid->available = known(0.9);
  site.power.grid->longest_outage = 12 * hour;
  site.power.grid->blackout_length = {};
  site.power.generator = camp_site().power.generator;
  site.goals.ride_through = Limit<Duration>{3 * minute, {}};
  const Plan plan = quick_plan(site);
  ASSERT_FALSE(plan.designs.empty());
  ASSERT_NE(power_of(plan).ups, nullptr);
  EXPECT_GE(plan.designs.front().energy.ride_through.value, 3 * minute);
  const auto through = [&](const Design& design) {
    const auto outlook = plant_outlook(site, shipped_catalog(), camp_options(1, 1), design);
    CHECK(outlook.has_value());
    return outlook->outages.classes[static_cast<std::size_t>(Importance::safety)].through_outage;
  };
  Design bare = plan.designs.front().design;
  bare.power.ups = nullptr;
  EXPECT_EQ(through(bare), 0);  // it breaks off while the set starts
  EXPECT_GT(through(plan.designs.front().design), 0.9);
  // In the simulated plant alike.
  SizedDesign design;
  design.design = plan.designs.front().design;
  const Prepared made(site);
  Plant plant = year_plant(made.context(), design, made.machines.front().loads.need);
  const Power load = made.machines.front().machines->draw.full;
  EXPECT_FALSE(generator_start(plant, plant_state(plant, 1), load, 0.5).goes_dark);
  EXPECT_FALSE(generator_start(plant, plant_state(plant, 1), load, 0.5).acute_only);
  plant.ups.reset();
  EXPECT_TRUE(generator_start(plant, plant_state(plant, 1), load, 0.5).goes_dark);
}

TEST(UpsChoice, ASetAloneMayHaveOneAndABusOfDirectCurrentNone) {
  Site site = grid_site(2 * minute);
  site.power.generator = camp_site().power.generator;
  site.power.grid.reset();
  site.power.bus = 48 * volt;
  site.power.bus_is_ac = false;
  EXPECT_TRUE(may_take_ups(site));
  Site sunny = with_battery(site, 5 * kilowatt_hour, 9 * kilowatt_hour);
  EXPECT_FALSE(may_take_ups(sunny));
  sunny.power.ups = "ups_li_1500va";
  GearChoice on_bus;
  on_bus.machines_on_bus = true;
  const Prepared made(sunny);
  choose_named_ups(sunny, shipped_catalog(), made.context().air, made.candidates.list.front(),
                   on_bus);
  ASSERT_TRUE(on_bus.objection);
  EXPECT_EQ(on_bus.objection->why,
            "Line-interactive 1.5 kVA gives alternating current, and the machines run from a bus "
            "of 48 V: there the battery is their UPS");
}

}  // namespace
}  // namespace islet
