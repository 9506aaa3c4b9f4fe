// Goal: `islet verify power` answers for every figure of a folder of cases, says why it skips what
// it does not know, and ends with 8 when a figure is outside its tolerance.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "whole_program.h"

namespace islet::program {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// A folder that holds one file of cases.
std::string folder_with(const std::string& cases) {
  const std::string folder = new_folder();
  write_text(folder + "/own.yaml", cases);
  return folder;
}

const std::string sky =
    "family: transposition\ncases:\n"
    "  - {id: flat, inputs: {model: isotropic, tilt: 0, dhi: 100}, expect: {sky_diffuse: 100}, "
    "tol: 0.001}\n";

TEST(VerifyPower, ComparesEachFigureAndNamesWhatItSkips) {
  const std::string folder = folder_with(
      sky +
      "  - {id: odd, inputs: {model: none_such, tilt: 0}, expect: {sky_diffuse: 1}, tol: 1}\n");
  write_text(folder + "/tides.yaml",
             "family: tides\ncases:\n  - {id: t, inputs: {a: 1}, expect: {b: 1}, tol: 1}\n");
  const Outcome outcome = run({"verify", "power", folder, "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json result = json::parse(outcome.out)["result"];
  ASSERT_EQ(result["cases"].size(), 1U);
  EXPECT_EQ(result["cases"][0]["file"], "own.yaml");
  EXPECT_EQ(result["cases"][0]["id"], "flat");
  EXPECT_EQ(result["cases"][0]["figure"], "sky_diffuse");
  EXPECT_EQ(result["cases"][0]["expected"], 100);
  EXPECT_NEAR(result["cases"][0]["found"], 100, 1e-9);
  EXPECT_EQ(result["cases"][0]["tolerance"], 0.001);
  EXPECT_EQ(result["cases"][0]["pass"], true);
  ASSERT_EQ(result["skipped"].size(), 2U);
  EXPECT_EQ(result["skipped"][0]["id"], "odd");
  EXPECT_EQ(result["skipped"][1]["reason"], "no family `tides` is known");
}

TEST(VerifyPower, EndsWithEightWhenAFigureIsOutside) {
  const std::string folder = folder_with(
      "family: transposition\ncases:\n"
      "  - {id: flat, inputs: {model: isotropic, tilt: 0, dhi: 100}, expect: {sky_diffuse: 90}, "
      "tol: 1}\n");
  const Outcome outcome = run({"verify", "power", folder});
  EXPECT_EQ(outcome.code, 8);
  EXPECT_THAT(outcome.out, HasSubstr("0 of 1 cases pass"));
  EXPECT_THAT(outcome.out, HasSubstr("Outside their tolerance"));
}

TEST(VerifyPower, FindsWeatherYearsBesideTheCasesOrAmongThoseShipped) {
  const std::string one =
      "family: pvwatts_ssc\ncases:\n  - {id: year, inputs: {weather: NAME, system_capacity_kw: 1, "
      "tilt: 20, azimuth: 180, array_type: fixed_open_rack, model: pvwattsv5}, expect: "
      "{annual_kwh: 1726}, tol: 2%}\n";
  const auto named = [&](const std::string& name) {
    std::string cases = one;
    return folder_with(cases.replace(cases.find("NAME"), 4, name));
  };
  EXPECT_EQ(run({"verify", "power", named("phoenix_az_tmy2")}).code, 0);
  const Outcome lost = run({"verify", "power", named("atlantis")});
  EXPECT_EQ(lost.code, 8) << "nothing was compared";
  EXPECT_THAT(lost.out, HasSubstr("there is no weather year atlantis.csv"));
  EXPECT_EQ(run({"verify", "power", "no-such-folder"}).code, 3);
}

}  // namespace
}  // namespace islet::program
