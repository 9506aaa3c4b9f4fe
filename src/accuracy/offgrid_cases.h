// Runs the off-grid AI study's designs and published points against our twenty years of them.
#pragma once

#include <vector>

#include "accuracy/power_run.h"

namespace islet {

/// Figures for a case with `solar_mw_dc`. Errors: a file it names is missing.
Result<std::vector<FoundFigure>> solve_offgrid_case(const PowerCase& one,
                                                    CaseSurroundings& surroundings);

/// A table of designs of one site, "offgridai_SITE_designs.csv", with its profile beside it.
void solve_offgrid_designs(const SheetFile& file, CaseSurroundings& surroundings, PowerRun& run);

/// The study's published rows: a price for a share of sun, within 4 per cent.
void solve_offgrid_points(const SheetFile& file, CaseSurroundings& surroundings, PowerRun& run);

}  // namespace islet
