// Power held ready against a rising load and falling sun, and what is short of it.
#pragma once

#include <span>

#include "base/quantity.h"

namespace islet {

/// Shares of the present powers that must stand ready beside the load.
struct ReserveRule {
  double of_load = 0.10;
  double of_sun = 0.25;
  double of_wind = 0.50;
};

struct Powers {
  Power load;
  Power sun;
  Power wind;
  Power sets;     ///< rated power of the sets that run
  Power reserve;  ///< more that must stand ready, beside the rule's shares
};

struct ReserveState {
  Power required;  ///< load and reserve
  Power supplied;  ///< sets, sun and wind
  Power shortage;  ///< of capacity: required - supplied, at least 0
  Power unmet;     ///< of the load itself
  bool is_enough() const { return shortage <= Power(); }
};

/// What must stand ready now, and what is short of it.
ReserveState reserve_state(const ReserveRule& rule, const Powers& now);

/// Chance that at least `needed` of `installed` like units are available.
double chance_of_enough(int installed, int needed, double unit_availability);

}  // namespace islet
