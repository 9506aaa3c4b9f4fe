// Goal: batteries, sets, outages, costs and the off-grid study agree with published cases, each
// within the tolerance that the case states.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "accuracy/battery_cases.h"
#include "accuracy/case_inputs.h"
#include "accuracy/generator_cases.h"
#include "accuracy/island_cases.h"
#include "accuracy/money_cases.h"
#include "accuracy/number_table.h"
#include "accuracy/offgrid_cases.h"
#include "accuracy/offgrid_study.h"

namespace islet {
namespace {

const std::string folder = "tests/data/power";

CaseSurroundings surroundings() {
  return {folder, WeatherShelf({"data/weather/years"}), {"data/studies"}};
}

void expect_family(const std::string& name, CaseSolver solve, std::size_t cases) {
  const Result<PowerCaseFile> file = read_power_cases(folder + "/" + name + ".yaml");
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(file->cases.size(), cases);
  CaseSurroundings around = surroundings();
  for (const PowerCase& one : file->cases) {
    const Result<std::vector<FoundFigure>> found = solve(one, around);
    ASSERT_TRUE(found) << one.id << ": " << found.error().text();
    std::vector<std::string> missed;
    const std::vector<ComparedFigure> figures = compared(one, *found, missed);
    EXPECT_FALSE(figures.empty()) << one.id;
    EXPECT_TRUE(missed.empty()) << missed.front() << " is not answered";
    for (const ComparedFigure& figure : figures) {
      EXPECT_TRUE(figure.is_within()) << one.id << " " << figure.key << ": " << figure.found
                                      << " for " << figure.expected << " +- " << figure.allowed;
    }
  }
}

TEST(PlantCases, BatteriesAgreeWithThePublishedOnes) {
  expect_family("battery", solve_battery_case, 10);
}

TEST(PlantCases, GeneratorsAgreeWithThePublishedOnes) {
  expect_family("generator", solve_generator_case, 5);
}

TEST(PlantCases, OutagesAgreeWithThePublishedOnes) {
  expect_family("reliability", solve_reliability_case, 6);
}

TEST(PlantCases, CostsAgreeWithThePublishedOnes) {
  expect_family("economics", solve_money_case, 13);
}

TEST(PlantCases, EveryDesignOfTheOffGridStudyComesOutAtItsPrice) {
  CaseSurroundings around = surroundings();
  PowerRun run;
  const std::string name = "offgridai_el_paso_designs.csv";
  solve_offgrid_designs({folder + "/" + name, name}, around, run);
  EXPECT_EQ(run.figures.size(), 101U * 9);
  EXPECT_TRUE(run.skipped.empty());
  for (const ComparedFigure& figure : run.figures) {
    EXPECT_TRUE(figure.is_within()) << figure.case_id << " " << figure.key << ": " << figure.found
                                    << " for " << figure.expected;
  }
}

TEST(PlantCases, ThePublishedPointsOfTheOffGridStudyAreNear) {
  CaseSurroundings around = surroundings();
  PowerRun run;
  const std::string name = "offgridai_published.yaml";
  solve_offgrid_points({folder + "/" + name, name}, around, run);
  ASSERT_EQ(run.figures.size(), 3U);
  for (const ComparedFigure& figure : run.figures) {
    EXPECT_NEAR(figure.found / figure.expected, 1, 0.04) << figure.case_id;
  }
}

TEST(PlantCases, TheStudysFileSaysWhatIsBuiltIn) {
  const Result<StudyAssumptions> read =
      read_study_assumptions(folder + "/offgridai_parameters.yaml");
  ASSERT_TRUE(read);
  const StudyAssumptions built_in;
  EXPECT_DOUBLE_EQ(read->sun_usd_per_wdc, built_in.sun_usd_per_wdc);
  EXPECT_DOUBLE_EQ(read->battery_usd_per_kwh, built_in.battery_usd_per_kwh);
  EXPECT_NEAR(read->soft_share, built_in.soft_share, 1e-12);
  EXPECT_DOUBLE_EQ(read->engine.capital_usd_per_kw, built_in.engine.capital_usd_per_kw);
  EXPECT_DOUBLE_EQ(read->turbine.heat_rate_btu_per_kwh, built_in.turbine.heat_rate_btu_per_kwh);
  EXPECT_DOUBLE_EQ(read->soft_operation_share, built_in.soft_operation_share);
  EXPECT_EQ(read->terms.depreciation_shares, built_in.terms.depreciation_shares);
}

// The study's price rises with each of its costs: no assumption is read and then forgotten.
TEST(PlantCases, EachAssumptionOfTheStudyCounts) {
  const Result<NumberTable> table =
      read_number_table("data/studies/offgridai_el_paso_pv_profile.csv");
  ASSERT_TRUE(table);
  const std::span<const double> profile = table->column("p_mp");
  ASSERT_EQ(profile.size(), 8760U);
  StudyDesign design;
  design.load = 100.0 * megawatt;
  design.sun_dc = 300.0 * megawatt;
  design.battery = 100.0 * megawatt;
  design.sets = 125.0 * megawatt;
  const EnergyPrice base = study_result({}, design, profile).price();
  double StudyAssumptions::*const costs[] = {&StudyAssumptions::operation_escalator,
                                             &StudyAssumptions::fuel_escalator,
                                             &StudyAssumptions::fuel_usd_per_mmbtu,
                                             &StudyAssumptions::sun_usd_per_wdc,
                                             &StudyAssumptions::battery_usd_per_kwh,
                                             &StudyAssumptions::integration_usd_per_kw,
                                             &StudyAssumptions::soft_share,
                                             &StudyAssumptions::sun_usd_per_kw_year,
                                             &StudyAssumptions::battery_usd_per_kw_year,
                                             &StudyAssumptions::balance_usd_per_kw_year,
                                             &StudyAssumptions::soft_operation_share,
                                             &StudyAssumptions::battery_fade,
                                             &StudyAssumptions::sun_fade};
  for (const auto member : costs) {
    StudyAssumptions dearer;
    dearer.*member *= 1.1;
    EXPECT_GT(study_result(dearer, design, profile).price(), base);
  }
}

TEST(CaseInputs, WordsGiveTheirNumbers) {
  EXPECT_EQ(numbers_in_words("20 at the first hour, then -9.5"), (std::vector<double>{20, -9.5}));
  EXPECT_EQ(numbers_in_words("alternate 5,95 x500 points"), (std::vector<double>{5, 95, 500}));
  EXPECT_TRUE(numbers_in_words("as rainflow").empty());
}

// The published year of Ouessant itself is not shipped; a small island with answers by hand is.
TEST(IslandCases, YearByHandComesOut) {
  const Result<PowerCaseFile> file = read_power_cases(folder + "/island.yaml");
  ASSERT_TRUE(file) << file.error().text();
  CaseSurroundings around = surroundings();
  const PowerCase& one = file->cases.front();
  const Result<std::vector<FoundFigure>> found = solve_island_case(one, around);
  ASSERT_TRUE(found) << found.error().text();
  std::vector<std::string> missed;
  for (const ComparedFigure& figure : compared(one, *found, missed)) {
    EXPECT_TRUE(figure.is_within())
        << figure.key << ": " << figure.found << " for " << figure.expected;
  }
  EXPECT_TRUE(missed.empty());
}

}  // namespace
}  // namespace islet
