// How long a site's work goes on when grid and generator are gone.
#pragma once

#include <vector>

#include "plan/design_trace.h"
#include "plan/outage_year.h"

namespace islet {

/// For all work of the site, and for its safety work alone where it has both.
///
///     chance(h) = mean over 380 hours of the year of [served without a break for h hours],
///                 from the charge of that hour, with the sun of the hours that follow
///
/// Valid for   the design year, the plant at half its life; classes shed in order, safety last
/// Leaves out  steps of `when_short`, which make it longer; a generator that starts again
/// Source      outage_survival.h, without a set
std::vector<SurvivalCurve> survival_curves(const OutageYear& with_set);

}  // namespace islet
