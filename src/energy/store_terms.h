// The battery's store through one step: what it has room for, what it can give, what is in it
// afterwards. Shared by the step and by the quick hours of a year, which must not differ by a bit.
#pragma once

#include <algorithm>
#include <limits>

#include "base/quantity.h"
#include "energy/battery.h"

namespace islet {

/// A limit of 0 stands for none.
inline Power limit_or_none(Power limit) {
  return limit > Power() ? limit : Power(std::numeric_limits<double>::infinity());
}

/// Constants of a battery and a length of step. The inverses spare the loops their divisions.
struct StoreTerms {
  StoreTerms(const Battery& battery, Duration duration)
      : step(duration),
        per_step(1.0 / duration),
        stores(battery.charge_efficiency),
        gives(battery.discharge_efficiency),
        per_stores(1.0 / battery.charge_efficiency),
        per_gives(1.0 / battery.discharge_efficiency),
        kept(1.0 - battery.self_discharge_per_month * (duration / month)),
        gained_by(duration * battery.charge_efficiency),
        lost_by(kept * (duration / battery.discharge_efficiency)),
        floor(battery.floor()),
        ceiling(battery.ceiling()),
        floor_leak((1.0 - kept) * battery.floor()),
        dust(rounding_dust * battery.capacity),
        charge_max(battery.charge_max),
        discharge_max(battery.discharge_max) {}

  /// `charge_limit` of battery.h for cells that may be charged; below 0 where it is overfull.
  Power filling(Energy stored) const { return (ceiling - stored) * per_stores * per_step; }

  /// `discharge_limit` of battery.h for cells that may be discharged.
  Power above(Energy stored, Energy level) const {
    const Energy left = stored - level;
    return left > dust ? std::min(discharge_max, left * gives * per_step) : Power();
  }

  /// The store after a step in which `in` and `out` passed its terminals.
  ///
  ///     stored' = kept (stored - out / efficiency) + in efficiency + (1 - kept) floor
  ///
  /// The electronics switch off at the floor, so that nothing leaks below it. Written as one
  /// product and one sum, because each step has to wait for the one before.
  ///
  /// Valid for   steps of a minute to an hour; kept = 1 - self-discharge in the step
  /// Leaves out  the battery's limits, which the caller keeps
  /// Source      energy balance
  Energy after(Energy stored, Power in, Power out) const {
    const Energy left = kept * stored + (floor_leak - out * lost_by + in * gained_by);
    return std::max(floor, std::min(left, ceiling));
  }
  /// The same, to the last bit, after a charge or a discharge that surely ends inside the window:
  /// without the two comparisons that the next step would have to wait for.
  Energy inside_after_charge(Energy stored, Power in) const {
    return kept * stored + (floor_leak + in * gained_by);
  }
  Energy inside_after_discharge(Energy stored, Power out) const {
    return kept * stored + (floor_leak - out * lost_by);
  }

  Duration step;
  Frequency per_step;
  double stores, gives, per_stores, per_gives;
  double kept;  ///< share of the charge above the floor not lost by itself in a step
  Duration gained_by, lost_by;  ///< per power in and out
  Energy floor, ceiling, floor_leak, dust;
  Power charge_max, discharge_max;
};

}  // namespace islet
