// Goal: `islet energy` gives a plant's year whose flows add up, beside a bound that the rule does
// not beat, in every format.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "whole_program.h"

namespace islet::program {
namespace {

using nlohmann::json;
using testing::HasSubstr;

double number(const json& object, const char* key) { return object[key].get<double>(); }

TEST(Energy, FlowsAddUpAndTheRuleDoesNotBeatTheBound) {
  const Outcome outcome =
      run({"energy", "examples/ten-lines.yaml", "--years", "2", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json result = json::parse(outcome.out)["result"];
  const json& year = result["year"];
  const double in = number(year, "panels_kwh") + number(year, "generator_kwh") +
                    number(year, "grid_kwh") + number(year, "from_store_kwh");
  const double out = number(year, "used_kwh") + number(year, "plant_own_kwh") +
                     number(year, "heater_kwh") + number(year, "conversion_loss_kwh") +
                     number(year, "battery_loss_kwh") + number(year, "dumped_kwh");
  EXPECT_GT(in, 100);
  EXPECT_NEAR(in / out, 1.0, 1e-9);
  ASSERT_EQ(result["months"].size(), 12U);
  double used = 0;
  for (const json& month : result["months"]) used += number(month, "used_kwh");
  EXPECT_NEAR(used / number(year, "used_kwh"), 1.0, 1e-9);
  const json& dispatch = result["dispatch"];
  EXPECT_LE(number(dispatch, "least_usd_per_year"),
            number(dispatch, "rule_usd_per_year") * (1 + 1e-9) + 1e-6);
}

TEST(Energy, PageAndTableHoldTheMonths) {
  const Outcome page = run({"energy", "examples/ten-lines.yaml", "--years", "1"});
  EXPECT_EQ(page.code, 0) << page.err;
  for (const char* part : {"By month", "Dec", "worst fortnight", "best possible"}) {
    EXPECT_THAT(page.out, HasSubstr(part));
  }
  const Outcome table =
      run({"energy", "examples/ten-lines.yaml", "--years", "1", "--format", "csv"});
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("month,panels [kWh],curtailed [kWh]"));
  EXPECT_EQ(std::count(table.out.begin(), table.out.end(), '\n'), 14);
}

TEST(Energy, ShowsDarkerYearsAndHoursWithoutPower) {
  const Outcome outcome =
      run({"energy", "examples/ten-lines.yaml", "--years", "2", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json result = json::parse(outcome.out)["result"];
  EXPECT_LT(number(result, "balance_error_share"), 1e-9);
  const json& odds = result["odds_years"];
  ASSERT_EQ(odds.size(), 3U);
  // Less sun burns no less fuel, but for how deep the battery is when a run begins: a run begins at
  // the full hour after the mark is passed and fills to the same charge, so that each may be off by
  // what the loads draw in an hour, 0.08 of its 7 kWh. The number of runs does not fall.
  for (std::size_t k = 1; k < odds.size(); ++k) {
    EXPECT_GT(number(odds[k], "exceeded_share"), number(odds[k - 1], "exceeded_share"));
    EXPECT_LT(number(odds[k], "sun_factor"), number(odds[k - 1], "sun_factor"));
    EXPECT_GE(number(odds[k], "fuel_l"), number(odds[k - 1], "fuel_l") * 0.995);
  }
  const json& outages = result["outages"];
  EXPECT_GT(number(outages, "generator_failures_per_year"), 0);
}

// A grid, a grid with panels, a generator: each serves all without a store, in the planner's year
// and in the simulated one.
TEST(Energy, ASiteWithoutABatteryIsServed) {
  const std::vector<std::vector<std::string>> plants = {
      {},
      {"--set", "power.solar=2 kWp"},
      {"--set", "power.grid.available=0 %", "--set", "power.generator={size: 3 kW, tank: 2000 L}"}};
  for (const std::vector<std::string>& plant : plants) {
    const auto answer = [&](std::vector<std::string> words) {
      words.insert(words.end(), {"data/cases/office.yaml", "--format", "json"});
      words.insert(words.end(), plant.begin(), plant.end());
      const Outcome outcome = run(words);
      // 4: some goal is missed on the one day, of speed or by a start of the set.
      EXPECT_TRUE(outcome.code == 0 || outcome.code == 4) << outcome.err;
      return json::parse(outcome.out)["result"];
    };
    const json result = answer({"energy", "--years", "1"});
    // What when_short spares is not refused: only the share served tells of it.
    EXPECT_TRUE(result["feasible"].get<bool>());
    const json& year = result["year"];
    EXPECT_GT(number(year, "used_kwh"), 300);
    EXPECT_EQ(number(year, "unserved_kwh"), 0);
    for (const json& work : answer({"simulate", "--days", "1"})["workloads"]) {
      EXPECT_EQ(number(work, "degraded"), 0) << work["name"];
      EXPECT_LT(number(work, "lost_share"), 0.001) << work["name"];  // while a set starts
    }
  }
}

TEST(Energy, AFailedSetCostsImportantWorkNoMoreThanOther) {
  const Outcome outcome =
      run({"energy", "examples/dim-batch.yaml", "--years", "1", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json outages = json::parse(outcome.out)["result"]["outages"];
  EXPECT_GT(number(outages, "generator_failures_per_year"), 0);
  const json& classes = outages["classes"];
  ASSERT_EQ(classes.size(), 3U);
  double lost = 0;
  for (const json& one : classes) {
    EXPECT_GE(number(one, "lost_for_failures_h"), lost) << "shed in order of importance";
    EXPECT_LE(number(one, "lost_share"), 1);
    lost = number(one, "lost_for_failures_h");
  }
  EXPECT_GT(lost, 0);
  EXPECT_LE(lost, number(outages, "generator_failures_per_year") * number(outages, "repair_h"));
}

TEST(Energy, DrawsTheYear) {
  const std::string file = new_folder() + "/year.svg";
  const Outcome outcome =
      run({"energy", "examples/ten-lines.yaml", "--years", "1", "--plot", file, "--format", "csv"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const std::string svg = text_of_file(file);
  EXPECT_THAT(svg, HasSubstr("worst fortnight"));
  EXPECT_THAT(svg, HasSubstr("</svg>"));
}

json part(std::vector<std::string> words) {
  words.insert(words.begin(), "energy");
  words.insert(words.end(), {"--format", "json"});
  const Outcome outcome = run(words);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  return outcome.code == 0 ? json::parse(outcome.out)["result"] : json::object();
}

TEST(EnergyPart, PanelsCloseFromLightToPower) {
  const json panels = part({"--pv", "10", "--tilt", "25", "--azimuth", "180", "--weather",
                            "data/weather/years/el_paso_tx_tmy3.csv"});
  double lost = 0;
  for (const char* key :
       {"lost_glass_kwh", "lost_heat_kwh", "lost_weak_light_kwh", "lost_soiling_kwh",
        "lost_snow_kwh", "lost_wiring_kwh", "lost_clipped_kwh", "lost_inverter_kwh"}) {
    lost += number(panels, key);
  }
  EXPECT_NEAR(lost + number(panels, "out_kwh"), number(panels, "at_rating_kwh"), 1e-6);
  ASSERT_EQ(panels["rows"].size(), 12U);
  double sum = 0;
  for (const json& month : panels["rows"]) sum += number(month, "out_kwh");
  EXPECT_NEAR(sum, number(panels, "out_kwh"), 1e-6);
  EXPECT_GT(number(panels, "yield_kwh_per_kwp"), 1500);
  EXPECT_LT(number(panels, "yield_kwh_per_kwp"), 1950);
}

TEST(EnergyPart, TrackersGiveMoreAndPanelsThatLookAwayLess) {
  const std::vector<std::string> place = {"--at", "31.8 N, 106.4 W"};
  const auto yield = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"--pv", "10 kWp"});
    words.insert(words.end(), place.begin(), place.end());
    return number(part(words), "yield_kwh_per_kwp");
  };
  const double fixed = yield({});
  EXPECT_GT(yield({"--mount", "tracker"}), 1.1 * fixed);
  EXPECT_LT(yield({"--tilt", "30", "--azimuth", "0"}), 0.85 * fixed);
  const json away =
      part({"--pv", "10", "--tilt", "30", "--azimuth", "180", "--at", "22.7 S, 118.9 E"});
  EXPECT_THAT(away["notes"].dump(), HasSubstr("away from the equator"));
}

TEST(EnergyPart, BatteryGeneratorTurbineAndCooler) {
  const json battery = part({"--battery", "20", "--load", "1.25 kW"});
  EXPECT_GT(number(battery, "round_trip_share"), 0.85);
  EXPECT_LT(number(battery, "round_trip_share"), 1);
  EXPECT_EQ(battery["rows"].size(), 24U);
  const json agm = part({"--battery", "20", "--chemistry", "agm"});
  EXPECT_LT(number(agm, "left_share_year_1"), number(battery, "left_share_year_1"));
  const json set = part({"--generator", "8 kW", "--altitude", "2500", "--air", "40 °C"});
  EXPECT_LT(number(set, "rating_left_share"), 0.9);
  EXPECT_NEAR(number(set, "rated_kw"), 8 * number(set, "rating_left_share"), 1e-9);
  const json wind = part({"--wind", "3", "--at", "61.2 N, 149.9 W"});
  EXPECT_GT(number(wind, "out_kwh"), 100);
  EXPECT_LT(number(wind, "used_share"), 0.6);
  const json cooler = part({"--cooling", "air_exchanger", "--heat", "800 W", "--inside", "40",
                            "--at", "22.7 S, 118.9 E"});
  EXPECT_GT(number(cooler, "pue"), 1.01);
  for (const json& month : cooler["rows"]) EXPECT_LE(number(month, "work_share"), 1);
}

TEST(EnergyPart, RefusesWhatItCannotUse) {
  const auto refused = [](const std::vector<std::string>& words, const char* message) {
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.code, 2) << message;
    EXPECT_THAT(outcome.err, HasSubstr(message));
  };
  refused({"energy"}, "takes either a SITE or one part");
  refused({"energy", "--pv", "10"}, "needs either `--at` or `--weather`");
  refused({"energy", "--pv", "10 kWh", "--at", "1 N, 1 E"}, "--pv is \"10 kWh\"");
  refused({"energy", "--pv", "10", "--at", "here"}, "must be a latitude");
  refused({"energy", "--battery", "0"}, "must be an energy above 0");
  refused({"energy", "--battery", "5", "--wind", "3"}, "one part at a time");
  refused({"energy", "--pv", "3", "--mount", "tracker", "--tilt", "9", "--at", "9 N, 9 E"},
          "of a fixed mount");
  refused({"energy", "--generator", "5", "--fuel", "peat"}, "must be diesel");
  refused({"energy", "--cooling", "ice", "--at", "9 N, 9 E"}, "which the catalogue does not hold");
}

TEST(Energy, RefusesADesignThatThePlanDoesNotHave) {
  const Outcome outcome =
      run({"energy", "examples/ten-lines.yaml", "--years", "1", "--design", "50"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--design is 50, must be at most"));
  EXPECT_EQ(run({"energy", "examples/ten-lines.yaml", "--design", "0"}).code, 2);
}

}  // namespace
}  // namespace islet::program
