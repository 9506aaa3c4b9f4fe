// Darker years and lost power, as parts of the plant's page.
#pragma once

#include "plan/plant_outlook.h"
#include "report/document.h"

namespace islet {

/// `given`: of the site (`repair_text`).
void add_outlook(const PlantOutlook& outlook, const std::vector<GivenValue>& given, Document& page);

}  // namespace islet
