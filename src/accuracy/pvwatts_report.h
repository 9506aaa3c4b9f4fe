// An hourly report of PVWatts, with its weather, held against our PVWatts.
#pragma once

#include "accuracy/power_run.h"

namespace islet {

/// `pvwatts_...8760.csv`: month, day, hour, beam, diffuse, tamb, wind; then poa, tcell, dc_w, ac_w.
/// The plant and its place stand in words above the columns.
void solve_pvwatts_report(const SheetFile& file, CaseSurroundings& surroundings, PowerRun& run);

}  // namespace islet
