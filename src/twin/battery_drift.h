// Whether the battery holds what the site file says: what the simulation's battery makes of the
// power at its terminals, beside what its meter says of the charge.
#pragma once

#include <deque>
#include <optional>

#include "base/instant.h"
#include "energy/battery.h"
#include "twin/drift.h"

namespace islet {

class BatteryDrift {
 public:
  explicit BatteryDrift(const Battery& battery) : battery_(battery) {}

  void saw(Instant now, std::optional<double> charge, std::optional<Power> power);

  /// Capacity that the charge's course tells, over that of the site file; nothing before enough
  /// went in and out.
  ///
  ///     simulated = (charge_efficiency in - out / discharge_efficiency) / capacity
  ///     health    = sum simulated^2 / sum simulated metered, over quarters of an hour of the last
  ///                 four days whose charge stays within the window
  ///
  /// Valid for   in all half a battery of simulated way, up and down counted alike
  /// Leaves out  rate and temperature; a meter of power that is wrong by itself
  /// Source      energy balance of energy/battery.h; least squares through zero
  std::optional<double> health() const;

  const Drift& drift() const { return drift_; }

 private:
  struct Window {
    double simulated = 0;
    double metered = 0;
  };
  void close();

  Battery battery_;
  Drift drift_{0.12, 0.08};
  bool is_open_ = false;
  Instant begin_, last_;
  double charge_at_begin_ = 0;
  double charge_ = 0;
  Power power_;
  Energy in_, out_;
  std::deque<Window> windows_;
};

}  // namespace islet
