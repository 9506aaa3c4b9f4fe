// Goal: what the kernel shows as files is read once, whole and no part twice, counters go on when
// they wrap, and a machine that shows nothing is a clean "none".
#include "meters/folder_meter.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace islet {
namespace {

class Root {
 public:
  Root() : path_(::testing::TempDir() + "islet_folder_meter") {
    std::filesystem::remove_all(path_);
  }
  ~Root() { std::filesystem::remove_all(path_); }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;
  void put(const std::string& file, const std::string& text) {
    const std::filesystem::path whole = path_ + "/" + file;
    std::filesystem::create_directories(whole.parent_path());
    std::ofstream(whole) << text << '\n';
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::vector<Sample> seen(FolderMeter& meter) {
  std::vector<Sample> samples;
  meter.look(samples);
  return samples;
}

TEST(FolderMeter, AddsPackagesAndNoParts) {
  Root root;
  root.put("class/powercap/intel-rapl:0/name", "package-0");
  root.put("class/powercap/intel-rapl:0/energy_uj", "1000000");
  root.put("class/powercap/intel-rapl:0/max_energy_range_uj", "5000000");
  root.put("class/powercap/intel-rapl:0:0/name", "core");
  root.put("class/powercap/intel-rapl:0:0/energy_uj", "900000");
  root.put("class/powercap/intel-rapl-mmio:0/name", "package-0");
  root.put("class/powercap/intel-rapl-mmio:0/energy_uj", "1000000");
  FolderMeter meter(root.path());
  EXPECT_EQ(meter.found(), "energy of package-0");
  EXPECT_DOUBLE_EQ(seen(meter).at(0).value.value(), 1.0);
  // It wraps at its range.
  root.put("class/powercap/intel-rapl:0/energy_uj", "500000");
  EXPECT_DOUBLE_EQ(seen(meter).at(0).value.value(), 5.5);
  root.put("class/powercap/intel-rapl:0/energy_uj", "broken");
  EXPECT_FALSE(seen(meter).at(0).value);
}

TEST(FolderMeter, TakesTheWholeBoardOfAJetson) {
  Root root;
  root.put("class/hwmon/hwmon3/name", "ina3221");
  for (int k = 1; k <= 3; ++k) {
    const std::string number = std::to_string(k);
    root.put("class/hwmon/hwmon3/in" + number + "_label", k == 1 ? "VDD_IN" : "VDD_SOC");
    root.put("class/hwmon/hwmon3/in" + number + "_input", "5000");
    root.put("class/hwmon/hwmon3/curr" + number + "_input", "2400");
  }
  root.put("class/hwmon/hwmon4/name", "tmp451");
  root.put("class/hwmon/hwmon4/temp1_input", "61500");
  FolderMeter meter(root.path());
  EXPECT_EQ(meter.found(), "power of VDD_IN");
  const std::vector<Sample> samples = seen(meter);
  EXPECT_DOUBLE_EQ(samples.at(0).value.value(), 12.0);
  EXPECT_DOUBLE_EQ(samples.at(1).value.value(), 61.5);
}

TEST(FolderMeter, AMachineWithoutMetersIsNone) {
  Root root;
  FolderMeter meter(root.path());
  EXPECT_EQ(meter.found(), "");
  EXPECT_TRUE(seen(meter).empty());
}

}  // namespace
}  // namespace islet
