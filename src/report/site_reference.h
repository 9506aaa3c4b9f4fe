// The grammar of the site file out of its one table of keys: one key explained, the reference page,
// the JSON Schema that editors use.
#pragma once

#include <string>
#include <string_view>

#include "report/document.h"
#include "site/key_table.h"

namespace islet {

/// What a key is for, how its values are written, its default and where that comes from.
Document key_page(const KeySpec& key);
/// Schema islet/explain/1.
std::string key_json(const KeySpec& key);

/// The key of that path, with or without the user's own names ("workloads.pumps.rate" and
/// "workloads.*.rate"); nullptr when there is none. The table lives as long as the program.
const KeySpec* site_key(std::string_view path);

/// docs/reference/site-file.md.
std::string site_file_page();

/// JSON Schema, draft-07: for each key the description, the default, an example, the allowed forms,
/// and for quantities a pattern of their units.
std::string site_schema();

}  // namespace islet
