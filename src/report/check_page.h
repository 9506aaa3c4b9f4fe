// What `islet check` says of a site that can be used: what was read, and which defaults stand in.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "report/document.h"
#include "site/site.h"

namespace islet {

Document check_page(const Site& site, int warnings, bool show_defaults);

/// The defaults as a table: key, value, why.
Table defaults_table(const Site& site);

/// {"schema": "islet/check/1", ...}; always with the defaults.
std::string check_json(const Site& site, const std::vector<Error>& diagnostics);

}  // namespace islet
