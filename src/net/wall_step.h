// For rehearsals: somebody sets the wall clock, and a fast clock waits for a busy machine.
#pragma once

#include "base/quantity.h"

namespace islet {

/// The wall clock of net/clock.h is from now on so much ahead of what it was, or behind. The event
/// clock does not move.
void step_wall_clock(Duration by);

/// Both clocks, where they run faster than the world, go on by at most so much until this is said
/// again: then a machine that is busy with other things slows the rehearsal and does not let its
/// meters go stale. They never go back. Of the clock's own time, above 0.
void leash_clock(Duration ahead);
/// They run freely again, from where they stand.
void unleash_clock();

}  // namespace islet
