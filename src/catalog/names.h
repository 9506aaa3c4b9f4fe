// Names of records: what counts in them, which stand for which record, and which clash.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "catalog/catalog.h"

namespace islet {

/// Case and punctuation do not count in names: "A100-SXM 80GB" is "a100sxm80gb".
std::string folded_name(std::string_view name);

/// Reads `aliases.csv` (header `alias,id`; an alias with a comma in quotes) into `catalog.aliases`,
/// ordered. Faults: a line of another form, an id that no accelerator or model has, and an alias
/// that stands for two records.
void read_aliases(Catalog& catalog, Faults& faults);

}  // namespace islet
