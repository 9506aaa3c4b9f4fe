// The figures of one value of the site file, checked against what its key allows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/yaml.h"
#include "site/reading.h"
#include "site/workload.h"

namespace islet {

/// Base units of quantity.h; temperatures in °C; shares 0..1. low <= typical <= high.
struct Figures {
  double typical = 0;
  double low = 0;
  double high = 0;
  std::vector<double> options;  ///< of a list, in rising order
  double quantile = 0;          ///< of a statistic: 0.95; 0 for a limit on every case
  int unit = 0;                 ///< which of the units of the key it has
  bool varies = false;          ///< written `a .. b`
};

/// Whether values of this form are figures, as `read_figures` reads them.
bool has_figures(KeyForm form);

/// Reads the value of `key`; `path` names it in messages. Faults are reported.
std::optional<Figures> read_figures(Reading& reading, const KeySpec& key, const std::string& path,
                                    const YamlNode& node);

/// A time of day, `by 04:30` or `after 20:00` as the form of the key has it.
std::optional<Duration> read_clock(Reading& reading, const KeySpec& key, const std::string& path,
                                   const YamlNode& node);

/// One window or a list of them.
std::vector<WeeklyWindow> read_windows(Reading& reading, const KeySpec& key,
                                       const std::string& path, const YamlNode& node);

}  // namespace islet
