// Darker years and lost power, as parts of the plant's page.
#pragma once

#include "plan/plant_outlook.h"
#include "report/document.h"

namespace islet {

void add_outlook(const PlantOutlook& outlook, Document& page);

}  // namespace islet
