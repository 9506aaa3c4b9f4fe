// How a workload's demand is spread over the minutes of a week.
#pragma once

#include <vector>

#include "base/instant.h"
#include "base/quantity.h"
#include "site/workload.h"

namespace islet {

inline constexpr int minutes_per_week = 7 * 24 * 60;

/// Arrivals of each minute of the week, from Monday 00:00, with that mean over the week: within
/// `when` (of batch work its window), more in its peaks. All 0 when no minute is open.
std::vector<Frequency> week_profile(const Workload& workload, Frequency mean);

}  // namespace islet
