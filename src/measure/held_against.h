// Measured figures beside what the predictor says of them.
#pragma once

#include "accuracy/row_prediction.h"
#include "catalog/catalog.h"
#include "measure/measured_run.h"

namespace islet {

/// Fills in what was predicted for each figure, with what the user measured before taken into
/// account; figures of a service have no prediction.
void hold_against(const Catalog& catalog, const Calibration& calibration, MeasuredRun& run);

}  // namespace islet
