// Samples in JSON: mean, percentiles, the greatest, and where each lies in 19 of 20 such runs.
#pragma once

#include "report/json.h"
#include "sim/sample_summary.h"

namespace islet {

Json json_of(const SampleSummary& summary);
/// Mean, P50, P90 and P99 alone.
Json percentiles_json(const SampleSummary& summary);

}  // namespace islet
