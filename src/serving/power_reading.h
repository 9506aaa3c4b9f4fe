// What the plant says now and what it expects: the scheduler's whole knowledge of energy.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "base/quantity.h"
#include "serving/ids.h"
#include "serving/work_class.h"

namespace islet {

inline constexpr Power unlimited_power{std::numeric_limits<double>::infinity()};
inline constexpr Energy unlimited_energy{std::numeric_limits<double>::infinity()};

/// One reading of the plant. "Compute" is what the scheduler's engines draw, idle draw included.
struct PowerReading {
  Power available = unlimited_power;  ///< that compute may draw
  Power for_safety{};                 ///< the same for safety work, where that is more
  Power free = unlimited_power;       ///< of it, what costs nothing: sun beyond other loads
  double charge = 1;                  ///< of the battery, share of its usable window
  /// Share of that window, above 0, of which the marks of classes and of `when_short` are shares:
  /// less than all of it while a set stands behind the battery (`counted_share`).
  double counted_share = 1;
  Energy above_reserve = unlimited_energy;  ///< stored, for everyone
  Energy above_floor = unlimited_energy;    ///< stored, for safety work
  double fuel = 1;                          ///< share of the tank
  bool bridging = false;           ///< on the UPS alone until a source comes: acute work only
  bool generator_can_run = false;  ///< the scheduler may ask for it
  bool generator_running = false;
};

/// What compute may draw for work of that class: safety work has what is kept for it, too.
inline Power available_for(const PowerReading& reading, WorkClass work_class) {
  return work_class == WorkClass::safety ? std::max(reading.available, reading.for_safety)
                                         : reading.available;
}

/// Power for compute over one stretch of the coming hours.
struct ForecastSlot {
  Instant from{};
  Duration length{};
  Power free{};        ///< at no cost: sun beyond other loads
  Power bought{};      ///< beyond that: grid, fuel; what the battery holds now is not in it
  double price = 1;    ///< of a unit of `bought` energy, in any unit, >= 0
  Power withheld{};    ///< of free and bought, what admission counts not on: doubt, and what other
                       ///< loads will take from the store where it is more than both
  double engines = 0;  ///< engines that the expected load keeps busy; 0: not known
};

/// Slots by time, without overlap; at most `forecast_slots_max`, the rest is not looked at.
using Forecast = std::vector<ForecastSlot>;
inline constexpr int forecast_slots_max = 200;

}  // namespace islet
