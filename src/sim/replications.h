// Runs that differ by their seed alone, as one result with the room for chance between them.
#pragma once

#include <vector>

#include "sim/serve_trace.h"

namespace islet {

/// Figures are means over the runs. Intervals hold the mean of ever more runs in 19 of 20 cases.
///
///     low, high = mean -+ t * deviation / sqrt(runs),  t of Student's distribution, runs - 1
///
/// Valid for   figures whose spread between runs is not too skewed; two runs and more
/// Leaves out  what all runs share: lengths of prompts of a trace, the model itself
/// Source      Law, "Simulation modeling and analysis", 5th edition 2015, section 9.4.1
ServingRun combined(const std::vector<ServingRun>& runs);

}  // namespace islet
