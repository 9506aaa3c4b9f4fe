// Goal: one file stands for many sites; each gets its own values over the common ones, and a fault
// of one entry is told with its place and leaves the others as they are.
#include "site/chain.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "site/tiny_catalog.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

class Chains : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("islet-chain-" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::optional<Chain> read(const std::string& sites, const std::string& csv = "") {
    std::ofstream(folder_ / "stores.yaml")
        << "site: Stores\nwhere: 61.2 N, 149.9 W\n"
           "power: {solar: 4 kWp, battery: 10 kWh, generator: 3 kW}\n"
           "workloads: {helper: {users: 6, model: chat/8b-q4}}\n"
        << sites;
    if (!csv.empty()) std::ofstream(folder_ / "stores.csv", std::ios::binary) << csv;
    faults_ = Faults();
    return read_chain_file((folder_ / "stores.yaml").string(), faults_);
  }

  std::string first_fault() const {
    if (faults_.list().empty()) return "";
    const Error fault = faults_.sorted().front();
    return fs::path(fault.place.file).filename().string() + ":" + std::to_string(fault.place.line) +
           " " + fault.code + " " + fault.what;
  }

  Site site(const Chain& chain, std::size_t index) {
    faults_ = Faults();
    return site_of(chain, chain.entries.at(index), tiny_catalog(), {}, faults_);
  }

  fs::path folder_;
  Faults faults_;
};

TEST_F(Chains, AFileWithoutSitesIsNoChain) {
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(faults_.has_errors());
}

TEST_F(Chains, ARowOfTheListGivesASiteWithItsOwnValues) {
  const auto chain = read("sites: stores.csv\n",
                          "site.name,where,workloads.helper.users\r\n"
                          "\"North, one\",\"64.1 N, 21.9 W\",12\r\nSouth,,\r\n");
  ASSERT_TRUE(chain) << first_fault();
  ASSERT_EQ(chain->entries.size(), 2u);
  EXPECT_EQ(chain->name, "Stores");
  const Site north = site(*chain, 0);
  EXPECT_FALSE(faults_.has_errors()) << first_fault();
  EXPECT_EQ(north.name, "North, one");
  EXPECT_NEAR(north.where.position->latitude_deg, 64.1, 1e-12);
  EXPECT_EQ(north.workloads[0].users.typical, 12);
  const Site south = site(*chain, 1);
  EXPECT_EQ(south.name, "South");
  EXPECT_NEAR(south.where.position->latitude_deg, 61.2, 1e-12);
  EXPECT_EQ(south.workloads[0].users.typical, 6);
}

TEST_F(Chains, AMapOfNamesDoesTheSame) {
  const auto chain =
      read("sites:\n  North: {where: '64.1 N, 21.9 W', power: {solar: {size: 6 kWp}}}\n  South:\n");
  ASSERT_TRUE(chain) << first_fault();
  ASSERT_EQ(chain->entries.size(), 2u);
  const Site north = site(*chain, 0);
  EXPECT_FALSE(faults_.has_errors()) << first_fault();
  EXPECT_EQ(north.power.solar->sizing.size.low, 6 * kilowatt);
  EXPECT_EQ(site(*chain, 1).power.solar->sizing.size.low, 4 * kilowatt);
}

TEST_F(Chains, AFaultOfOneSiteIsToldAtItsRow) {
  const auto chain = read("sites: stores.csv\n",
                          "site.name,power.battery.size\nNorth,5 kW\nSouth,5 kWh\nSouth,6 kWh\n"
                          "West\n");
  ASSERT_TRUE(chain) << first_fault();
  ASSERT_EQ(chain->entries.size(), 4u);
  site(*chain, 0);
  EXPECT_TRUE(faults_.has_errors());
  EXPECT_TRUE(first_fault().starts_with("stores.csv:2 U2")) << first_fault();
  site(*chain, 1);
  EXPECT_FALSE(faults_.has_errors());
  site(*chain, 2);
  EXPECT_EQ(first_fault(), "stores.csv:4 S7 a site before has the name `South`");
  site(*chain, 3);
  EXPECT_EQ(first_fault(), "stores.csv:5 S7 1 cells, must be 2 as in the first row");
}

TEST_F(Chains, AListThatCannotBeUsedIsRefusedWhole) {
  EXPECT_FALSE(read("sites: ../stores.csv\n"));
  EXPECT_EQ(first_fault(), "stores.yaml:5 S6 `sites` leaves the folder of the site file");
  EXPECT_FALSE(read("sites: nobody.csv\n"));
  EXPECT_EQ(first_fault(), "stores.yaml:5 S6 `nobody.csv` cannot be read");
  EXPECT_FALSE(read("sites: stores.csv\n", "site.name,power.batery.size\nNorth,5 kWh\n"));
  EXPECT_TRUE(first_fault().starts_with("stores.csv:1 S7 column 2 is `power.batery.size`"));
  EXPECT_FALSE(read("sites: stores.csv\n", "where\n1\n"));
  EXPECT_EQ(first_fault(), "stores.csv:1 S7 no column `site.name`");
}

}  // namespace
}  // namespace islet
