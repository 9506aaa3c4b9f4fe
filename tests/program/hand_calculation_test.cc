// Goal: what docs/hand-calculation.md works out by hand for the mine is what the program finds,
// within 1 %. When a model or a price changes the winner, the page must be worked out again.
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "whole_program.h"

namespace islet::program {
namespace {

using nlohmann::json;
using testing::HasSubstr;

struct HandFigure {
  std::string at;    ///< JSON pointer below the first design
  double by_hand;    ///< worked out on the page
  std::string page;  ///< as the page writes it
};

/// The figures that the page works out from records and the site file.
const std::vector<HandFigure> figures = {
    {"/compute/0/device_memory/weights_gb", 0.0259, "**0.0259**"},
    {"/compute/0/device_memory/usable_gb", 5.85, "**5.85**"},
    {"/compute/1/device_memory/weights_gb", 4.768, "**4.768**"},
    {"/compute/1/device_memory/cache_gb", 2.440, "**2.440**"},
    {"/compute/1/device_memory/usable_gb", 113.9, "**113.9**"},
    {"/energy/used_kwh_per_year", 2924, "**2924**"},
    {"/energy/losses_kwh_per_year", 608.0, "**608.0**"},
    {"/cost/purchase_usd", 40349, "Purchase 40 349"},
    {"/cost/operation_usd", 72564, "**72 564**"},
    {"/cost/link_usd", 13458, "**13 458**"},
    {"/cost/fuel_and_grid_usd", 879, "**879**"},
    {"/cost/salvage_usd", 2040, "**2040**"},
    {"/cost/lifetime_usd", 125210, "**125 210**"},
};

double number_at(const json& design, const std::string& at) {
  const json& found = design.at(json::json_pointer(at));
  return found.is_object() ? found.at("value").get<double>() : found.get<double>();
}

/// The first design of the mine; planned once.
const json& mine_design() {
  static const json document = [] {
    const Outcome outcome = run({"plan", "examples/mine.yaml", "--format", "json"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return json::parse(outcome.out);
  }();
  return document.at("result").at("designs").at(0);
}

TEST(HandCalculation, AgreesWithTheMinePlanWithinOnePercent) {
  const json& design = mine_design();
  const std::string page = text_of_file("docs/hand-calculation.md");
  for (const HandFigure& figure : figures) {
    EXPECT_THAT(page, HasSubstr(figure.page));
    EXPECT_NEAR(number_at(design, figure.at), figure.by_hand, 0.01 * figure.by_hand) << figure.at;
  }
}

// Nothing is made or lost: what panels and generator give is used or lost on the way.
TEST(HandCalculation, EnergyOfTheMineBalances) {
  const json& design = mine_design();
  const double given = number_at(design, "/energy/panels_kwh_per_year") +
                       number_at(design, "/energy/generator_kwh_per_year") +
                       number_at(design, "/energy/grid_kwh_per_year");
  const double gone = number_at(design, "/energy/used_kwh_per_year") +
                      number_at(design, "/energy/losses_kwh_per_year");
  EXPECT_NEAR(given, gone, 0.001 * given);
  const json& bill = design.at("bill");
  const double sum = std::accumulate(
      bill.begin(), bill.end(), 0.0,
      [](double so_far, const json& row) { return so_far + number_at(row, "/cost_usd"); });
  EXPECT_NEAR(sum, number_at(design, "/cost/purchase_usd"), 1);
}

}  // namespace
}  // namespace islet::program
