// One design of a plan file. Internal to read_plan.
#pragma once

#include "report/json_view.h"
#include "report/plan_record.h"

namespace islet {

/// `minimised`: the site's goal, for files of an edition before its amount was told.
DesignRecord read_design(const JsonView& json, Objective minimised);

/// `design.trace`: the series a report draws.
DesignTrace read_trace(const JsonView& json);

}  // namespace islet
