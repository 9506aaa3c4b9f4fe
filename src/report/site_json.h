// Parts of a resolved site as JSON, for every command that shows one.
#pragma once

#include "report/json.h"
#include "site/site.h"

namespace islet {

/// [{"key", "value", "why"}] of what was not given.
Json defaults_json(const Site& site);

/// [{"key", "why"}] of keys that no plan uses yet.
Json unused_json(const Site& site);

/// [{"currency", "usd", "on", "source", "used_for"}].
Json rates_json(const Site& site);

/// {"total_gb", "longest_gap_h" (null: no link), "items": [{"workload", "gb", "why"}]}.
Json storage_json(const Site& site);

}  // namespace islet
