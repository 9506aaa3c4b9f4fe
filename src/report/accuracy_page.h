// How near predictions come to published measurements: for a terminal, as the public page, as data.
#pragma once

#include <string>

#include "accuracy/accuracy_run.h"
#include "report/document.h"

namespace islet {

/// One row a predicted measurement.
Table accuracy_table(const AccuracyRun& run);
/// How rows left out of the calibration were predicted; then the run's groups, its worst rows, what
/// was skipped and why.
Document accuracy_page(const AccuracyRun& run, const Calibration& calibration);
/// Errors of rows left out, by kind of evidence.
Table cross_validation_table(const Calibration& calibration);
/// Schema islet/verify-perf/1.
std::string accuracy_json(const AccuracyRun& run);

}  // namespace islet
