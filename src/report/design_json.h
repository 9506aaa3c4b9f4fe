// One design of a plan as JSON. Internal to plan_json.
#pragma once

#include "plan/plan.h"
#include "report/json.h"

namespace islet {

Json design_json(const DesignOutcome& design, const Site& site);

}  // namespace islet
