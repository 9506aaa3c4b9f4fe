// An engine of a unit as the scheduler sees it, in simulation and in rehearsal.
#pragma once

#include "serving/engine.h"
#include "sim/site_device.h"

namespace islet {

/// Of the unit's language models, or of its others; no slots when it has none. What is drawn in any
/// case is not in it.
EngineSpec engine_spec(const SiteDevice& device, EngineId id, bool language);

}  // namespace islet
