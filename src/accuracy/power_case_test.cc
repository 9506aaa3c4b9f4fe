// Goal: sun and panels agree with published cases, each within the tolerance that the case states.
#include "accuracy/power_case.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "accuracy/panel_cases.h"
#include "accuracy/pvwatts_cases.h"
#include "accuracy/sun_cases.h"

namespace islet {
namespace {

struct FamilyRun {
  std::vector<ComparedFigure> figures;
  std::vector<std::string> missed;
  std::size_t cases = 0;
};

FamilyRun run_family(const std::string& name, CaseSolver solve) {
  FamilyRun run;
  const Result<PowerCaseFile> file = read_power_cases("tests/data/power/" + name + ".yaml");
  EXPECT_TRUE(file) << file.error().text();
  if (!file) return run;
  run.cases = file->cases.size();
  CaseSurroundings surroundings{"tests/data/power", WeatherShelf({"data/weather/years"})};
  for (const PowerCase& one : file->cases) {
    const Result<std::vector<FoundFigure>> found = solve(one, surroundings);
    EXPECT_TRUE(found) << one.id << ": " << found.error().text();
    if (!found) continue;
    for (const ComparedFigure& figure : compared(one, *found, run.missed)) {
      run.figures.push_back(figure);
      if (std::getenv("ISLET_SHOW_CASES") == nullptr) continue;
      std::printf("%s %s expected %.10g found %.10g off %.3g of %.3g%s\n", figure.case_id.c_str(),
                  figure.key.c_str(), figure.expected, figure.found, figure.error(), figure.allowed,
                  figure.is_within() ? "" : " OUTSIDE");
    }
  }
  return run;
}

void expect_agreement(const FamilyRun& run, std::size_t cases) {
  EXPECT_EQ(run.cases, cases);
  EXPECT_TRUE(run.missed.empty()) << run.missed.front() << " and others are not answered";
  for (const ComparedFigure& figure : run.figures) {
    EXPECT_NEAR(figure.found, figure.expected, figure.allowed)
        << figure.case_id << " " << figure.key;
  }
}

TEST(PowerCases, SolarPositionsAgreeWithThePublishedOnes) {
  expect_agreement(run_family("solar_position", solve_sun_case), 17);
}

TEST(PowerCases, PartsOfPanelsAgreeWithThePublishedCases) {
  expect_agreement(run_family("pv_components", solve_panel_case), 21);
}

// Stated: 2 % a year and 4 % a month for an independent model. Largest seen: 0.06 % a year (a
// tracker in SSC's own tests, whose weather has months of several years), 0.12 % a month.
TEST(PowerCases, YearsOfPvwattsAgreeWithItsOwnPrograms) {
  const FamilyRun run = run_family("pvwatts_ssc", solve_pvwatts_case);
  EXPECT_EQ(run.cases, 28U);
  EXPECT_TRUE(run.missed.empty()) << run.missed.front();
  for (const ComparedFigure& figure : run.figures) {
    double allowed = figure.key.ends_with("]") ? 0.0015 : 0.001;
    if (figure.key.starts_with("cf_")) allowed = 0.002;  // stated with three digits
    EXPECT_NEAR(figure.found / figure.expected, 1, allowed) << figure.case_id << figure.key;
  }
}

TEST(PowerCases, OtherCasesOfTheSameSuitesAgreeToo) {
  expect_agreement(run_family("solar_position_more", solve_sun_case), 11);
  expect_agreement(run_family("transposition_more", solve_light_case), 4);
  expect_agreement(run_family("pv_components_more", solve_panel_case), 17);
}

TEST(PowerCases, AnUnknownInputOrWordIsRefusedByName) {
  const Result<YamlDocument> document =
      read_yaml("{a: {weather: phoenix_az_tmy2, colour: red}, b: {array_type: sideways}}", "t");
  ASSERT_TRUE(document) << document.error().text();
  PowerCase one;
  one.inputs = document->root.find("a");
  const Result<PvwattsDesign> coloured = pvwatts_design(one);
  ASSERT_FALSE(coloured);
  EXPECT_EQ(coloured.error().what, "no input `colour` is known");
  one.inputs = document->root.find("b");
  const Result<PvwattsDesign> sideways = pvwatts_design(one);
  ASSERT_FALSE(sideways);
  EXPECT_EQ(sideways.error().what, "`array_type` is \"sideways\", which is not known");
}

TEST(PowerCases, TolerancesAreReadFromTheirWords) {
  EXPECT_EQ(tolerance_in("0.0001").allowed("a", 5), 0.0001);
  EXPECT_EQ(tolerance_in("1 s").allowed("sunrise", 5), 1);
  EXPECT_DOUBLE_EQ(tolerance_in("1e-6 relative with the same rule").allowed("a", 5), 5e-6);
  const CaseTolerance years = tolerance_in("2% annual, 4% monthly for an independent model");
  EXPECT_DOUBLE_EQ(years.allowed("annual_kwh", 100), 2);
  EXPECT_DOUBLE_EQ(years.allowed("monthly_kwh[3]", 100), 4);
  const CaseTolerance ssc = tolerance_in("0.01 kWh in SSC itself; allow 2% for an independent one");
  EXPECT_DOUBLE_EQ(ssc.allowed("annual_kwh", 100), 2);
  const CaseTolerance rounded = tolerance_in("0.01 $/MWh; MWh figures are rounded to 1");
  EXPECT_DOUBLE_EQ(rounded.allowed("lcoe_usd_mwh", 100), 0.01);
  EXPECT_DOUBLE_EQ(rounded.allowed("y1_gen_mwh", 100), 1);
}

TEST(PowerCases, LightOnPlanesAgreesWithThePublishedCases) {
  expect_agreement(run_family("transposition", solve_light_case), 16);
}

}  // namespace
}  // namespace islet
