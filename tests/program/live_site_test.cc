// Goal: a site that was run is planned anew as it is: its battery is rehearsed as worn, its twin
// finds out, and the plan from its state folder says what that changes.
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "whole_program.h"

namespace islet::program {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json result_of(const Outcome& found, int code = 0) {
  EXPECT_EQ(found.code, code) << found.err;
  return json::parse(found.out, nullptr, false)["result"];
}

TEST(LiveSite, IsPlannedAnewFromItsTrueState) {
  const std::string folder = new_folder();
  const json rehearsed =
      result_of(run({"serve", "--rehearse", "examples/mine.yaml", "--from", "06-21", "--seconds",
                     "54000", "--speed", "3000", "--port", "0", "--state", folder, "--format",
                     "json", "--trouble", "battery_worn@0s+9999999s/0.7"}));
  ASSERT_TRUE(rehearsed["twin"]["battery"]["drifts"].get<bool>()) << rehearsed["twin"];
  const double health = rehearsed["twin"]["battery"]["health"];
  // At that pace a busy machine reads its meters late: 0.68 to 0.76 were seen beside other work.
  EXPECT_NEAR(health, 0.7, 0.1);
  const json planned = result_of(run(
      {"plan", "examples/mine.yaml", "--from-site", folder, "--years", "2", "--format", "json"}));
  const json& seen = planned["from_site"];
  EXPECT_THAT(seen["written"].get<std::string>(), HasSubstr(" UTC"));
  std::map<std::string, json> facts;
  for (const json& one : seen["facts"]) facts[one["what"]] = one;
  EXPECT_GT(facts["charge"]["value"].get<double>(), 0);
  EXPECT_LE(facts["charge"]["value"].get<double>(), 1);
  EXPECT_THAT(facts["charge"]["taken"].get<std::string>(), HasSubstr("no"));
  EXPECT_NEAR(facts["battery"]["value"].get<double>(), health, 0.01);
  EXPECT_EQ(facts["battery"]["taken"], "yes");
  EXPECT_EQ(facts["requests"]["taken"], "no: less than a week");
  std::map<std::string, std::string> keys;
  for (const json& one : seen["keys"]) keys[one["key"]] = one["site"];
  ASSERT_TRUE(keys.contains("power.battery.size")) << seen;
  EXPECT_EQ(keys["power.battery.cost"], "0 USD");
  EXPECT_THAT(seen["keys"].dump(), HasSubstr("% of what the file says"));
  // What stands there is not bought again.
  EXPECT_LT(seen["plan_of_site"]["purchase_usd"], seen["plan_of_file"]["purchase_usd"]);
  EXPECT_NE(seen["plan_of_site"]["title"], seen["plan_of_file"]["title"]);
}

TEST(LiveSite, AFolderWithoutAStateIsRefused) {
  const Outcome none = run({"plan", "examples/mine.yaml", "--from-site", new_folder()});
  EXPECT_EQ(none.code, 3) << none.err;
  const Outcome far = run({"plan", "examples/mine.yaml", "--from-site", "http://192.0.2.1:8080"});
  EXPECT_THAT(far.err, HasSubstr("none of a gateway on this machine"));
}

}  // namespace
}  // namespace islet::program
