// The least that a site's generator could have given for somebody who knows all weather and load
// beforehand, and may place the batch work anywhere in its windows: a linear program.
#pragma once

#include <vector>

#include "base/error.h"
#include "energy/plant.h"

namespace islet {

/// One hour, without the work that may be moved. Energies at the loads, cooling included.
struct BoundHour {
  Energy sun;       ///< that the panels could give
  Energy grid;      ///< that the grid could give
  Energy fixed;     ///< asked for by all that stays where it is
  Energy movable;   ///< that the batch work of the run drew in this hour
  int window = -1;  ///< number of the batch window that the hour lies in; -1: none
};

struct BoundQuestion {
  Plant plant;
  std::vector<BoundHour> hours;
  Power movable_most;  ///< that batch work can draw
  Energy at_start;     ///< stored, floor included
  Energy at_end;       ///< at least
};

/// Energy of the generator. An error when the solver gives up or no plan serves the loads.
Result<Energy> least_generator_energy(const BoundQuestion& question);

}  // namespace islet
