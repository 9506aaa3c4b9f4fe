// What this machine's own sensors said while it was measured.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"
#include "meters/own_sensors.h"

namespace islet {

/// Looks at most ten times a second. Where there is no meter, nothing is said: nothing is guessed.
class MeterLog {
 public:
  /// `root` and `library` as in OwnSensors.
  MeterLog(const std::string& root, const std::string& library);

  void look(Instant now);
  /// "energy of package-0, 2 cards"; empty: there is nothing.
  std::string found() const { return sensors_.found(); }

  /// Mean of what was drawn between two moments: by counters where there are any, else the mean of
  /// the readings. None with fewer than three readings, or where no meter tells.
  std::optional<Power> mean_power(Instant from, Instant to) const;
  /// Degrees Celsius: the highest and the first reading between two moments.
  struct Heat {
    double first_deg = 0;
    double highest_deg = 0;
  };
  std::optional<Heat> heat(Instant from, Instant to) const;

 private:
  struct Look {
    Instant taken;
    std::optional<double> watts;
    std::optional<double> joules;
    std::optional<double> degrees;
  };

  OwnSensors sensors_;
  std::vector<Look> looks_;
};

}  // namespace islet
