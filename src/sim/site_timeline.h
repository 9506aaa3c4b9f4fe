// A site's run step by step of its plant, as a table or for trace viewers.
#pragma once

#include <string>

#include "sim/site_outcome.h"
#include "sim/site_run.h"

namespace islet {

/// CSV with a line of names: a row for each step of the plant.
std::string site_timeline_csv(const SiteOutcome& outcome);

/// Counters of each step, and an instant event for each step of `when_short`, for chrome://tracing
/// and Perfetto.
std::string site_timeline_json(const SiteOutcome& outcome, const SiteRun& run);

}  // namespace islet
