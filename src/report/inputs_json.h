// What a plan was made from, as JSON: the site's files and values, what was asked, the records.
// Internal to plan_json.
#pragma once

#include "report/json.h"
#include "report/plan_notes.h"
#include "site/site.h"

namespace islet {

/// {"files": [{"file", "sha256", "text"}], "given": [{"key", "value", "file", "line"}],
/// "catalogue":
/// {"edition", "sha256", "own_sha256"}}. With `files`, `site.overrides` and the seed a plan can be
/// made again, or its site read again, without the site file.
Json inputs_json(const Site& site, const CatalogOrigin& catalog);

/// [{"name", "kind", "importance", "model", "served_goal", "never_stop", "when_short":
/// [{"below_charge", "do"}]}].
Json asked_json(const Site& site);

/// [{"name", "up_bit_per_s", "available_share", "power_w", "usd_per_month", ...}].
Json links_json(const Site& site);

/// [{"id", "statement", "uses"}] and [{"id", "title", "link", "date"}].
Json rules_json(const std::vector<RuleFired>& rules);
Json sources_json(const std::vector<Source>& sources);

}  // namespace islet
