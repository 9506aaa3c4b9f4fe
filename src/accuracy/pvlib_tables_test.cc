// Goal: every step from weather to alternating current agrees with the reference run of pvlib, hour
// by hour and over the year, and a report of PVWatts is read with its place and plant.
#include "accuracy/pvlib_tables.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "accuracy/pvwatts_report.h"
#include "accuracy/stated_setting.h"

namespace islet {
namespace {

CaseSurroundings surroundings() {
  return {"tests/data/power", WeatherShelf({"data/weather/years"})};
}

TEST(PvlibTables, SingleHoursAgreeStepByStep) {
  CaseSurroundings around = surroundings();
  PowerRun run;
  solve_pvlib_hours({"tests/data/power/pvlib_hours_on_weather.csv", "hours.csv"}, around, run);
  EXPECT_EQ(run.figures.size(), 50U * 19);
  EXPECT_TRUE(run.skipped.empty());
  for (const ComparedFigure& figure : run.figures) {
    EXPECT_NEAR(figure.found, figure.expected, figure.allowed) << figure.case_id << figure.key;
  }
}

// Allowed are 0.5 %; seen are 0.01 %.
TEST(PvlibTables, YearsAgree) {
  CaseSurroundings around = surroundings();
  PowerRun run;
  solve_pvlib_years({"tests/data/power/pvlib_annual_on_weather.csv", "years.csv"}, around, run);
  EXPECT_EQ(run.figures.size(), 5U * 9);
  for (const ComparedFigure& figure : run.figures) {
    EXPECT_NEAR(figure.found / figure.expected, 1, 2e-4) << figure.case_id << figure.key;
  }
}

TEST(PvlibTables, UnknownColumnsAndSitesAreSkippedByName) {
  const std::string path = std::filesystem::temp_directory_path() / "islet_pvlib_hours.csv";
  std::ofstream(path) << "site,row,moonlight\nphoenix_az_tmy2,12,3\natlantis,1,2\n";
  CaseSurroundings around = surroundings();
  PowerRun run;
  solve_pvlib_hours({path, "own.csv"}, around, run);
  std::filesystem::remove(path);
  ASSERT_EQ(run.skipped.size(), 2U);
  EXPECT_EQ(run.skipped[0].reason, "`moonlight` is not answered");
  EXPECT_EQ(run.skipped[1].case_id, "atlantis");
  EXPECT_TRUE(run.figures.empty());
}

TEST(StatedSettings, AreFoundByTheWordBeforeOrAfter) {
  const std::string words = stated_words(
      "# Golden CO 39.73 N 105.18 W 1820 m, 4 kWdc, tilt 20 az 180, gamma=-0.0037\na,b\n");
  EXPECT_EQ(number_before(words, " N"), 39.73);
  EXPECT_EQ(number_before(words, " W"), 105.18);
  EXPECT_EQ(number_before(words, " kWdc"), 4);
  EXPECT_EQ(number_after(words, "tilt"), 20);
  EXPECT_EQ(number_after(words, "gamma"), -0.0037);
  EXPECT_FALSE(number_after(words, "albedo"));
}

TEST(PvwattsReport, WithoutAYearOfWeatherIsSkipped) {
  const std::string path = std::filesystem::temp_directory_path() / "islet_pvwatts_8760.csv";
  std::ofstream(path) << "# 4 kWdc\nmonth,day,hour,beam,diffuse,tamb,wind,poa\n1,1,0,0,0,1,1,0\n";
  CaseSurroundings around = surroundings();
  PowerRun run;
  solve_pvwatts_report({path, "pvwatts_8760.csv"}, around, run);
  std::filesystem::remove(path);
  ASSERT_EQ(run.skipped.size(), 1U);
  EXPECT_TRUE(run.skipped[0].reason.starts_with("must have 8760 rows"));
}

}  // namespace
}  // namespace islet
