// A battery of two tanks (KiBaM): what can be taken at once, and what has to flow to it first. For
// lead-acid, whose capacity depends on how fast it is emptied.
#pragma once

#include "base/quantity.h"

namespace islet {

/// Energies that a new, full battery gave in constant discharges, from its data sheet.
struct CapacityTest {
  Energy in_20_hours;
  Energy in_10_hours;
  Energy in_short_time;
  Duration short_time = 1.0 * hour;  ///< below 10 h
};

struct KineticTanks {
  Energy capacity;             ///< both tanks full: what an endless discharge would give
  double available_share = 1;  ///< of the capacity, in the tank at the terminals
  Frequency rate;              ///< of the flow between the tanks
};

/// Charge in the two tanks.
struct KineticCharge {
  Energy available;
  Energy bound;

  Energy total() const { return available + bound; }
};

/// The tanks that give the energies of the test. CHECKs that a slower discharge gives no less.
KineticTanks kinetic_tanks(const CapacityTest& test);

/// Tanks in balance with `share` of the capacity in them.
KineticCharge at_rest(const KineticTanks& tanks, double share);

/// Most power that can be drawn for the whole of `step`: empties the available tank at its end.
Power kinetic_discharge_limit(const KineticTanks& tanks, const KineticCharge& charge,
                              Duration step);

/// Most power that can be put in for the whole of `step`: fills the available tank at its end.
Power kinetic_charge_limit(const KineticTanks& tanks, const KineticCharge& charge, Duration step);

/// After `step` at the constant power `drawn` (negative: charging). Within the limits above, no
/// tank leaves its bounds.
KineticCharge after(const KineticTanks& tanks, const KineticCharge& charge, Power drawn,
                    Duration step);

}  // namespace islet
