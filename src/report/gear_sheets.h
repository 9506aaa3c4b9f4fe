// Sheets of the power gear, the boxes and the prices. Internal to catalog_sheets.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "report/record_sheet.h"

namespace islet {

std::vector<RecordSheet> panel_sheets(const Catalog& catalog);
std::vector<RecordSheet> battery_sheets(const Catalog& catalog);
std::vector<RecordSheet> generator_sheets(const Catalog& catalog);
std::vector<RecordSheet> inverter_sheets(const Catalog& catalog);
std::vector<RecordSheet> ups_sheets(const Catalog& catalog);
std::vector<RecordSheet> charge_controller_sheets(const Catalog& catalog);
std::vector<RecordSheet> cooler_sheets(const Catalog& catalog);
std::vector<RecordSheet> enclosure_sheets(const Catalog& catalog);
std::vector<RecordSheet> price_sheets(const Catalog& catalog);
std::vector<RecordSheet> rate_sheets(const Catalog& catalog);
std::vector<RecordSheet> term_sheets(const Catalog& catalog);

}  // namespace islet
