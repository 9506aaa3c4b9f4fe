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

/// A row of the user's own with its records, what it is about, and what is predicted for it.
struct OwnRow {
  JoinedRow joined;                           ///< lives as long as the row and the catalogue do
  RowSetup setup;                             ///< in the words of a question
  std::optional<Estimate<double>> predicted;  ///< in the row's unit; none for figures of a service
};

/// Its file, engine version and scenario stand for no effect of the fit. None where the catalogue
/// does not hold its device and model, or its figure is none that the models speak of.
std::optional<OwnRow> own_row(const Catalog& catalog, const RowPredictor& predictor,
                              const MeasuredRow& row);

}  // namespace islet
