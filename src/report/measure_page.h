// A measured machine, as `islet measure` shows it.
#pragma once

#include "measure/measured_run.h"
#include "report/document.h"

namespace islet {

Document measure_page(const MeasuredRun& run);
/// Figures, one a row: what, metric, unit, batch, value, low, high, samples, prediction, verdict.
Table measure_table(const MeasuredRun& run);
/// Schema islet/measure/1. `saved` is the file of evidence; empty: none was written.
std::string measure_json(const MeasuredRun& run, const std::string& saved);

}  // namespace islet
