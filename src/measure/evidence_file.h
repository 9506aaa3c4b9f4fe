// A measured run as a file that predict and plan read: rows as in data/measured, below lines that
// say where they are from and hold the records that they are about.
#pragma once

#include <string>

#include "measure/measured_run.h"

namespace islet {

/// docs/measure.md describes the form.
std::string evidence_text(const MeasuredRun& run);

}  // namespace islet
