// What serving engines add to a step's physics, by engine and device, as recorded runs show it.
#pragma once

#include <string>

#include "catalog/accelerator.h"
#include "perf/tuning.h"

namespace islet {

/// For the deployment of an engine that serves by continuous batching. A device that no recorded
/// run is of gets what the engine does on all.
Tuning serving_tuning(const std::string& engine, const Accelerator& device);

/// Whether recorded runs of the device went into `serving_tuning`.
bool has_recorded_runs(const std::string& engine, const Accelerator& device);

}  // namespace islet
