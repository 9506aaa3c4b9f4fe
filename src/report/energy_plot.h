// The plant's year as a picture: what carried the load month by month, and the worst fortnight hour
// by hour.
#pragma once

#include <string>

#include "plan/plan.h"
#include "plan/plant_outlook.h"

namespace islet {

/// An SVG document. `design` has an account.
std::string energy_plot(const Plan& plan, const DesignOutcome& design, const PlantOutlook& outlook);

}  // namespace islet
