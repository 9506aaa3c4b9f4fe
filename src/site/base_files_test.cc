// Goal: a site file may build on another: maps merge, lists and values replace, and every fault is
// told where it is written.
#include "site/base_files.h"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <gtest/gtest.h>

#include "site/read_site.h"
#include "site/tiny_catalog.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

class BaseFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("islet-base-" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }

  Site read(const std::string& name) {
    faults_ = Faults();
    return read_site_file((folder_ / name).string(), tiny_catalog(), {}, faults_);
  }

  /// "base.yaml:2:3 S1" of each fault.
  std::vector<std::string> places() {
    std::vector<std::string> out;
    for (const Error& fault : faults_.sorted()) {
      const Place& place = fault.place;
      out.push_back(fs::path(place.file).filename().string() + ":" + std::to_string(place.line) +
                    ":" + std::to_string(place.column) + " " + fault.code);
    }
    return out;
  }

  fs::path folder_;
  Faults faults_;
};

using Texts = std::vector<std::string>;

constexpr const char* base =
    "site: {name: Store, kind: shop}\n"
    "where: 61.2 N, 149.9 W\n"
    "power:\n  solar: 4 kWp\n  battery: {size: 10 kWh, chemistry: LFP}\n  generator: 3 kW\n"
    "workloads:\n  cameras: {count: 4, model: object-detector/small, rate: 5 fps}\n"
    "hardware: {avoid: [l4, t4]}\n";

TEST_F(BaseFiles, MapsMergeListsAndValuesReplace) {
  write("base.yaml", base);
  write("store.yaml",
        "extends: base.yaml\nsite: {name: Store 17}\npower: {battery: {size: 20 kWh}}\n"
        "hardware: {avoid: [t4]}\n");
  const Site site = read("store.yaml");
  EXPECT_EQ(places(), Texts{});
  EXPECT_EQ(site.name, "Store 17");
  EXPECT_EQ(site.kind, "shop");
  ASSERT_TRUE(site.power.battery.has_value());
  EXPECT_EQ(site.power.battery->sizing.size.low, 20 * kilowatt_hour);
  EXPECT_EQ(site.power.battery->chemistry, "lfp");
  EXPECT_EQ(site.hardware.avoid, Texts{"t4"});
}

TEST_F(BaseFiles, AFaultIsToldInTheFileThatHoldsIt) {
  write("base.yaml", std::string(base) + "nonsense: 1\n");
  write("store.yaml", "extends: base.yaml\npower: {battery: {size: 20 kW}}\n");
  read("store.yaml");
  EXPECT_EQ(places(), (Texts{"base.yaml:10:1 S1", "store.yaml:2:25 U2"}));
  EXPECT_EQ(faults_.sorted().front().line_text, "nonsense: 1");
}

TEST_F(BaseFiles, StaysInTheFolder) {
  write("store.yaml", "extends: ../base.yaml\n");
  read("store.yaml");
  EXPECT_EQ(places().front(), "store.yaml:1:10 S6");
  write("store.yaml", "extends: /etc/passwd\n");
  read("store.yaml");
  EXPECT_EQ(places().front(), "store.yaml:1:10 S6");
}

TEST_F(BaseFiles, ARingIsToldAndEnds) {
  write("a.yaml", "extends: b.yaml\n");
  write("b.yaml", "extends: a.yaml\n");
  read("a.yaml");
  const Texts found = places();
  EXPECT_NE(std::find(found.begin(), found.end(), "b.yaml:1:10 S6"), found.end());
}

TEST_F(BaseFiles, AMissingBaseIsTold) {
  write("store.yaml", "extends: bose.yaml\n");
  read("store.yaml");
  EXPECT_EQ(places().front(), "store.yaml:1:10 S6");
}

}  // namespace
}  // namespace islet
