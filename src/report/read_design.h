// One design of a plan file. Internal to read_plan.
#pragma once

#include "report/json_view.h"
#include "report/plan_record.h"

namespace islet {

DesignRecord read_design(const JsonView& json);

/// `design.trace`: the series a report draws.
DesignTrace read_trace(const JsonView& json);

}  // namespace islet
