// Sheets of what computes: accelerators, hosts, models. Internal to catalog_sheets.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "report/record_sheet.h"

namespace islet {

std::vector<RecordSheet> accelerator_sheets(const Catalog& catalog);
std::vector<RecordSheet> host_sheets(const Catalog& catalog);
std::vector<RecordSheet> model_sheets(const Catalog& catalog);
std::vector<RecordSheet> choice_sheets(const Catalog& catalog);

}  // namespace islet
