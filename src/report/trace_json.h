// The years and hours of a design as JSON, compact: one list a series. Internal to plan_json.
#pragma once

#include <vector>

#include "plan/design_trace.h"
#include "report/json.h"

namespace islet {

Json years_json(const std::vector<YearOutcome>& years);

/// {"day_flows_kwh": {"used": [365 numbers], ...}, "charge_percent": [8760], "worst_fortnight":
/// {"first_day", "load_w": [336], ...}, "loads", "weeks", "air_c", "flows_kwh", ...}.
/// Series are rounded to four digits.
Json trace_json(const DesignTrace& trace);

}  // namespace islet
