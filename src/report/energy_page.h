// The power plant's year of one design, as `islet energy` shows it.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "plan/plan.h"
#include "plan/plant_outlook.h"
#include "report/document.h"
#include "report/table.h"

namespace islet {

/// Everything about the year. `design` has an account.
Document energy_page(const Plan& plan, const DesignOutcome& design, const PlantOutlook& outlook);
/// "Your rule is 3.1 % above the best possible."
std::string dispatch_text(const PlantAccount& account);
/// Its months and their sum, one a row, in kWh and litres.
Table energy_table(const PlantAccount& account);
/// "islet/energy/1".
std::string energy_json(const Plan& plan, const DesignOutcome& design, const PlantOutlook& outlook,
                        const std::vector<Error>& diagnostics);

}  // namespace islet
