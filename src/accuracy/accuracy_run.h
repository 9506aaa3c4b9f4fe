// All rows predicted and compared: how far off, and whether the range held.
#pragma once

#include <string>
#include <vector>

#include "accuracy/row_prediction.h"

namespace islet {

struct PredictedRow {
  JoinedRow joined;
  Estimate<double> predicted;  ///< in the row's unit

  /// max(predicted / measured, measured / predicted) - 1
  double error() const;
  /// Whether the range holds the measured figure.
  bool is_inside() const;
};

/// How well the rows of one kind are predicted.
struct AccuracyGroup {
  std::string by;    ///< "all", "device", "device_class", "model_kind", "engine", "metric", "file"
  std::string name;  ///< "l4"
  int rows = 0;
  double median_error = 0;
  double p90_error = 0;
  double share_inside = 0;  ///< of the 90 % range
};

struct AccuracyRun {
  std::vector<PredictedRow> rows;     ///< in the order of the tables
  std::vector<SkippedRow> skipped;    ///< in the order of the tables
  std::vector<AccuracyGroup> groups;  ///< by kind of group, then by name
};

/// Lives as long as `catalog` and `rows`.
AccuracyRun accuracy_run(const Catalog& catalog, const RowPredictor& predictor,
                         const std::vector<MeasuredRow>& rows);

/// The groups of rows already predicted.
std::vector<AccuracyGroup> accuracy_groups(const std::vector<PredictedRow>& rows);

}  // namespace islet
