// The records of every kind as sheets, in one table of kinds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "report/record_sheet.h"

namespace islet {

/// One kind of record: what it is called and how all of its records are listed.
struct SheetKind {
  const char* name;  ///< "accelerators", as a user asks for it
  const char* what;  ///< one line
  std::vector<RecordSheet> (*sheets)(const Catalog&);
};

/// Every kind, in the order of printing.
const std::vector<SheetKind>& sheet_kinds();

/// The kind of that name; nullptr when there is none.
const SheetKind* sheet_kind(std::string_view name);

/// The record with that id, name or alias, of any kind.
std::optional<RecordSheet> sheet_of(const Catalog& catalog, std::string_view name);

}  // namespace islet
