// How the search's own figures are written. Internal to plan_page and the report.
#pragma once

#include <string>

namespace islet {

/// "0.84 %"; a gap is never rounded down to nothing.
std::string gap_text(double share);

}  // namespace islet
