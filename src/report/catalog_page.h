// The catalogue for people and programs: its kinds, the records of one kind, one record.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "report/document.h"
#include "report/record_sheet.h"

namespace islet {

/// Every kind with the number of its records.
Table kinds_table(const Catalog& catalog);
/// Id, name, what matters, grade.
Table records_table(const std::vector<RecordSheet>& sheets);
/// Every figure with range, grade and source.
Table record_table(const RecordSheet& sheet);
/// The record with the origins that its figures name.
Document record_page(const RecordSheet& sheet, const Catalog& catalog);

/// Schemas islet/catalog-kinds/1, islet/catalog-list/1, islet/catalog-show/1.
std::string kinds_json(const Catalog& catalog);
std::string records_json(const std::vector<RecordSheet>& sheets);
std::string record_json(const RecordSheet& sheet, const Catalog& catalog);

}  // namespace islet
