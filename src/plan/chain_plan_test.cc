// Goal: many sites are planned in one run, each as if it were planned alone; a fault of one leaves
// the others; the answer does not depend on the number of threads.
#include "plan/chain_plan.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

Chain four_stores() {
  const fs::path folder = fs::temp_directory_path() / ("islet-stores-" + std::to_string(getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "stores.yaml")
      << "site: Stores\nwhere: 19.1 N, 72.9 E\npower: {grid: 2 kW}\n"
         "workloads: {shelves: {kind: video, count: 4, rate: 1 fps, model: "
         "object-detector/small}}\n"
         "sites: stores.csv\n";
  std::ofstream(folder / "stores.csv") << "site.name,workloads.shelves.count,money.budget\n"
                                          "One,4,\nTwo,many,\nThree,4,at most 5 USD\nFour,8,\n";
  Faults faults;
  auto chain = read_chain_file((folder / "stores.yaml").string(), faults);
  fs::remove_all(folder);
  CHECK(chain.has_value());
  return std::move(*chain);
}

std::vector<SiteLine> planned(const Chain& chain, int jobs) {
  const PlanOptions options = camp_options();
  std::vector<std::string> names;
  for (const ChainEntry& each : chain.entries) names.push_back(each.name);
  LocalWorkList list(names);
  work_off(list,
           [&](const SiteTask& task) {
             return planned_line(chain, task, shipped_catalog(), {}, options);
           },
           {.jobs = jobs, .stop_asked = {}, .between = {}});
  return list.lines();
}

TEST(ChainPlan, EachSiteGetsItsLineWhateverBecomesOfTheOthers) {
  const Chain chain = four_stores();
  const std::vector<SiteLine> lines = planned(chain, 1);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0].state, SiteState::planned) << lines[0].why;
  EXPECT_EQ(lines[1].state, SiteState::wrong_input);
  EXPECT_NE(lines[1].why.find("stores.csv:3"), std::string::npos) << lines[1].why;
  EXPECT_EQ(lines[2].state, SiteState::no_design);
  EXPECT_NE(lines[2].why.find("budget"), std::string::npos) << lines[2].why;
  EXPECT_EQ(lines[3].state, SiteState::planned) << lines[3].why;
  EXPECT_GE(lines[3].energy.value, lines[0].energy.value);

  const ChainTotals sum = totals_of(lines);
  EXPECT_EQ(sum.planned, 2u);
  EXPECT_EQ(sum.wrong_input, 1u);
  EXPECT_EQ(sum.no_design, 1u);
  EXPECT_EQ(sum.purchase.value, lines[0].purchase.value + lines[3].purchase.value);
  ASSERT_FALSE(sum.devices.empty());

  const std::vector<SiteLine> again = planned(chain, 3);
  for (std::size_t index = 0; index < lines.size(); ++index) {
    EXPECT_EQ(again[index].design, lines[index].design);
    EXPECT_EQ(again[index].lifetime.value, lines[index].lifetime.value);
  }
}

TEST(ChainPlan, ASiteOfAChainIsPlannedAsItWouldBeAlone) {
  const Chain chain = four_stores();
  Faults faults;
  const Site site = site_of(chain, chain.entries[3], shipped_catalog(), {}, faults);
  const PlanOptions options = camp_options();
  const auto alone = make_plan(site, shipped_catalog(), options);
  ASSERT_TRUE(alone && !alone->designs.empty());
  const SiteLine line = planned(chain, 1)[3];
  EXPECT_EQ(line.design, alone->designs[0].title);
  EXPECT_EQ(line.lifetime.value, alone->designs[0].cost.lifetime.value);
}

TEST(WorkLists, WhatIsNotReachedSaysSo) {
  LocalWorkList list({"a", "b", "c"});
  int done = 0;
  work_off(list,
           [&](const SiteTask& task) {
             ++done;
             SiteLine line;
             line.index = task.index;
             line.name = task.name;
             line.state = SiteState::planned;
             return line;
           },
           {.jobs = 1, .stop_asked = [&] { return done == 2; }, .between = {}});
  const std::vector<SiteLine> lines = list.lines();
  EXPECT_EQ(lines[1].state, SiteState::planned);
  EXPECT_EQ(lines[2].state, SiteState::not_reached);
  EXPECT_EQ(lines[2].name, "c");
}

}  // namespace
}  // namespace islet
