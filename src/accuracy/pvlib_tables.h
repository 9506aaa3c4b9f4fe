// Tables of a reference run of pvlib on weather years: single hours step by step, and whole years.
#pragma once

#include "accuracy/power_run.h"

namespace islet {

/// `pvlib_hours...csv`: a row a site and hour, a column a step of the chain.
void solve_pvlib_hours(const SheetFile& file, CaseSurroundings& surroundings, PowerRun& run);

/// `pvlib_annual...csv`: a row a site, sums of the year.
void solve_pvlib_years(const SheetFile& file, CaseSurroundings& surroundings, PowerRun& run);

}  // namespace islet
