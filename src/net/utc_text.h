// Moments of the wall clock as people read them.
#pragma once

#include <string>

#include "net/clock.h"

namespace islet {

/// "2026-11-22", in UTC.
std::string utc_date(WallTime time);

/// "2026-11-22 06:17 UTC"; seconds are cut off.
std::string utc_minute(WallTime time);

}  // namespace islet
