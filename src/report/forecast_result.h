// A forecast in JSON, alone and among those of other devices. Internal to report.
#pragma once

#include "accuracy/run_forecast.h"
#include "report/json.h"

namespace islet {

/// The run, whether it fits, memory, figures with ranges, where the time goes, what would fit.
Json forecast_result(const RunForecast& run);

}  // namespace islet
