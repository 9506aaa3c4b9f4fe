// How near the power plant's models come to published cases: for a terminal, as a page, as data.
#pragma once

#include <string>

#include "accuracy/power_run.h"
#include "report/document.h"

namespace islet {

/// One row a figure of a case.
Table power_table(const PowerRun& run);
/// Cases and figures by file; then every figure outside its tolerance, and what was skipped.
Document power_page(const PowerRun& run);
/// Schema islet/verify-power/1.
std::string power_json(const PowerRun& run);

}  // namespace islet
