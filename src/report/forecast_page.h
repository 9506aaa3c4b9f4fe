// A run that nobody has measured, as `islet predict` shows it.
#pragma once

#include <string>

#include "accuracy/run_forecast.h"
#include "report/document.h"
#include "report/table.h"

namespace islet {

/// Everything about one run.
Document forecast_page(const RunForecast& run);
/// Its figures, one a row: key, unit, value, low, high, grade.
Table forecast_table(const RunForecast& run);
/// "islet/predict/1".
std::string forecast_json(const RunForecast& run);

}  // namespace islet
