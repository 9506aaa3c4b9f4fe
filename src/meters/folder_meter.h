// Meters that the kernel shows as files: processors' energy counters (powercap), boards' sensors
// (hwmon), the rails of a Jetson. The root folder is given, so that tests show one of their own.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "meters/reading.h"

namespace islet {

class FolderMeter {
 public:
  /// Looks what is there under `root`: "/sys" on a machine.
  explicit FolderMeter(std::string root);

  /// Reads all of it. Power of a board that has no counter, energy of one that has; temperature.
  void look(std::vector<Sample>& samples);
  /// "powercap: package-0, package-1"; empty: there is nothing.
  std::string found() const;

 private:
  struct Counter {
    std::string file;
    std::string name;
    double unit_j = 1e-6;
    double range = 0;  ///< it wraps there; 0: not known
    double last = -1;
    double wrapped = 0;
  };
  struct Rail {
    std::string name;
    std::string power_file;   ///< in uW; or the two others
    std::string volt_file;    ///< in mV
    std::string ampere_file;  ///< in mA
  };
  void find_powercap();
  void find_hwmon();
  void find_rails(const std::string& folder);
  std::optional<double> energy();
  std::optional<double> power() const;
  std::optional<double> number_in(const std::string& file) const;

  std::string root_;
  std::vector<Counter> counters_;
  std::vector<Rail> rails_;
  std::vector<std::string> heat_files_;
};

}  // namespace islet
