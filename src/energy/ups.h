// An uninterruptible supply (UPS): what it takes while its source is there, and how long its
// battery carries a load when the source is gone.
#pragma once

#include <algorithm>
#include <optional>

#include "base/quantity.h"
#include "catalog/gear.h"

namespace islet {

/// Like units side by side, each behind the same source.
struct Ups {
  Power rated;            ///< of all units together
  Power no_load;          ///< drawn with nothing behind them
  double at_quarter = 1;  ///< efficiency at a quarter of the rating
  double at_half = 1;
  double at_full = 1;
  Duration transfer;
  Duration at_rated;    ///< how long the rating is carried
  double exponent = 1;  ///< of Peukert's law
  Energy most;          ///< given at most, however slowly
};

/// Of a battery when it is replaced, of its capacity when new (IEEE 1188-2005).
inline constexpr double ups_end_health = 0.8;

/// `count` units, their batteries at `health` (0..1) of what they held when new.
Ups ups_of(const UpsUnit& unit, int count, double health = ups_end_health);

/// Power that is lost, battery full, source there. `load` may lie above the rating.
Power ups_loss(const Ups& ups, Power load);

/// How long a load is carried from the battery alone; 0 where it lies above the rating.
Duration hold_time(const Ups& ups, Power load);

/// Energy that the load gets within that time.
Energy held_energy(const Ups& ups, Power load);

}  // namespace islet
