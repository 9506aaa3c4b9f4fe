// For rehearsals: somebody sets the wall clock.
#pragma once

#include "base/quantity.h"

namespace islet {

/// The wall clock of net/clock.h is from now on so much ahead of what it was, or behind. The event
/// clock does not move.
void step_wall_clock(Duration by);

}  // namespace islet
