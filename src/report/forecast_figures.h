// The figures of a forecast as a list, so that every form of output shows the same ones. Internal
// to report.
#pragma once

#include <string>
#include <vector>

#include "accuracy/run_forecast.h"

namespace islet {

/// `figure` counts in `unit`; what people see of it is in `scale` of a larger or smaller one.
struct ForecastFigure {
  std::string key;    ///< "first_token_s"
  std::string label;  ///< "first token, prompt alone"
  std::string unit;
  Estimate<double> figure;
};

/// Empty when the run does not fit.
std::vector<ForecastFigure> forecast_figures(const RunForecast& run);

/// "61.2 ms": three digits in the unit that suits the size.
std::string shown_value(const ForecastFigure& figure);
/// "48 .. 77", in the same unit.
std::string shown_range(const ForecastFigure& figure);

/// Tokens or inputs a second over all at the batch; 0 when it does not fit.
double speed_of(const RunForecast& run);

}  // namespace islet
