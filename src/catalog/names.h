// Names of records: what counts in them, which stand for which record, and which clash.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "catalog/catalog.h"
#include "catalog/catalog_files.h"

namespace islet {

/// Case and punctuation do not count in names: "A100-SXM 80GB" is "a100sxm80gb".
std::string folded_name(std::string_view name);

/// Reads a table of aliases (header `alias,id`; an alias with a comma in quotes). A line of another
/// form is a fault.
void add_alias_table(const std::string& path, std::vector<WrittenAlias>& aliases, Faults& faults);

/// Puts them into `catalog.aliases`, ordered. Faults: an id that no accelerator or model has, and a
/// name or alias that stands for two records.
void bind_aliases(Catalog& catalog, const std::vector<WrittenAlias>& written, Faults& faults);

}  // namespace islet
