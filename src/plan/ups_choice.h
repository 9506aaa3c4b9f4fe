// An uninterruptible supply between the plant and the machines: whether one may stand there, which
// kinds carry what stands behind it, and what each takes of the year's energy.
#pragma once

#include <string>
#include <vector>

#include "plan/gear_choice.h"

namespace islet {

/// Kinds of UPS are compared where they can matter: `power.ups` leaves it open, a grid or a set
/// gives machines alternating current, and the plant may be without a store. Beside a store one
/// stands only where the site file names it: a battery takes over within 20 ms, and holds a kWh for
/// less.
bool may_take_ups(const Site& site);

/// Whether anything that the site asks for is what a UPS gives: time without a source.
bool asks_for_ups(const Site& site);

/// The gear with each UPS of the catalogue that does and that no other beats in price, losses, mass
/// and time, the cheapest first.
std::vector<GearChoice> with_upses(const Site& site, const Catalog& catalog, const AirRange& air,
                                   const ComputeCandidate& machines, const GearChoice& gear);

/// Puts the UPS that `power.ups` names in front of the machines; an objection where it cannot stand
/// there or carries too little.
void choose_named_ups(const Site& site, const Catalog& catalog, const AirRange& air,
                      const ComputeCandidate& machines, GearChoice& choice);

/// Why these machines do not stand behind the UPS of `built`; empty where they do, or there is
/// none.
std::string ups_refusal(const Site& site, const AirRange& air, const ComputeCandidate& machines,
                        const PowerDesign& built);

}  // namespace islet
