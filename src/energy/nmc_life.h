// Life of a nickel-manganese-cobalt cell as NREL published it: lithium lost with time and cycles,
// sites lost in the negative electrode.
#pragma once

#include <vector>

#include "base/quantity.h"
#include "energy/rainflow.h"

namespace islet {

/// Usage: `add` each step; capacities change at the end of each day.
class NmcLife {
 public:
  /// Depths are shares of the capacity taken out, before and after the step.
  void add(Duration step, double depth_before, double depth_after, Temperature cells);

  /// Shares of the rated capacity; above 1 when new.
  double by_lithium() const { return by_lithium_; }
  double by_sites() const { return by_sites_; }
  double capacity() const { return by_lithium_ < by_sites_ ? by_lithium_ : by_sites_; }
  Duration age() const { return age_; }

 private:
  /// Means over the day so far, weighted by time.
  struct Today {
    double elapsed = 0;  ///< days
    double kelvins = 0;
    double film = 0;       ///< b1
    double cycling = 0;    ///< b2
    double break_in = 0;   ///< b3
    double sites = 0;      ///< c0, Ah
    double site_loss = 0;  ///< c2
    double depth_min = 1;
    double depth_max = 0;
    std::vector<DepthCycle> cycles;

    double widest() const;
    double mean_charge() const;
  };

  void take_in(double days, double depth, double kelvins);
  void end_day();

  Today today_;
  Rainflow rainflow_;
  Duration age_;
  double film_loss_ = 0;      ///< lithium into the film, share
  double cycling_loss_ = 0;   ///< lithium by cycles
  double break_in_loss_ = 0;  ///< of the first weeks
  double site_loss_ = 0;
  double by_lithium_ = 1;
  double by_sites_ = 1;
};

}  // namespace islet
