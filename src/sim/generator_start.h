// The seconds from the wish for the generator to its first load, and who carries the load
// meanwhile.
#pragma once

#include "energy/plant.h"

namespace islet {

struct GeneratorStart {
  Duration delay;           ///< until it takes load; 0: nobody waits for it
  bool has_failed = false;  ///< no attempt worked
  bool acute_only = false;  ///< the store reaches only below its reserve: it is kept for acute work
  bool goes_dark = false;   ///< the store does not last: nothing runs until then
};

/// `missing`: what sun and grid leave of the load. `luck`: a draw from 0 to 1 for the attempts. The
/// plant has a generator.
GeneratorStart generator_start(const Plant& plant, const PlantState& state, Power missing,
                               double luck);

}  // namespace islet
