// What a fit to measurements found: errors of rows left out, deviations of families, scatter.
#pragma once

#include <string>

#include "accuracy/fit_calibration.h"
#include "report/document.h"

namespace islet {

Document calibration_page(const CalibrationFit& fit);
/// One row for each measurement and way of leaving it out.
Table cross_rows_table(const CalibrationFit& fit);
/// Schema islet/calibrate/1.
std::string calibration_json(const CalibrationFit& fit);

}  // namespace islet
