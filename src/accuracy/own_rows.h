// From rows that `islet measure` wrote to what they say of predictions.
#pragma once

#include "accuracy/row_prediction.h"

namespace islet {

/// Rows of files of the user's own beside what `predictor`, which knows none of them, says. Rows
/// that nothing is predicted for are left out: figures of a service, models nobody knows.
std::vector<OwnMeasurement> own_measurements(const Catalog& catalog, const RowPredictor& predictor,
                                             const std::vector<MeasuredRow>& rows);

/// The calibration shipped beside the catalogue, with what these files of measurements teach.
Calibration read_calibration_of(const Catalog& catalog, const std::vector<std::string>& measured,
                                Faults& faults);

/// What a row of the user's own is about, in the words of a question: its file, engine version and
/// scenario stand for no effect of the fit. None with the reason in `reason`.
std::optional<RowSetup> own_setup(const JoinedRow& joined, std::string& reason);

}  // namespace islet
