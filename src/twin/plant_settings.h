// What a live site may know of its own plant: its design, and the weather that is usual at this
// time of the year.
#pragma once

#include "live/plant_watch.h"
#include "sim/site_run.h"

namespace islet {

/// Of a design that starts on that day of the weather year, at midnight. How often it looks is left
/// as it is usual.
PlantWatchSettings plant_settings(const SitePower& power, int first_day);

}  // namespace islet
