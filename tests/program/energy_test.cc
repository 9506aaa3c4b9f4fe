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

TEST(Energy, RefusesADesignThatThePlanDoesNotHave) {
  const Outcome outcome =
      run({"energy", "examples/ten-lines.yaml", "--years", "1", "--design", "50"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--design is 50, must be at most"));
  EXPECT_EQ(run({"energy", "examples/ten-lines.yaml", "--design", "0"}).code, 2);
}

}  // namespace
}  // namespace islet::program
