// Reading a site file: typed values, defaults, and every fault with its place.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/yaml.h"
#include "catalog/catalog.h"
#include "site/site.h"

namespace islet {

/// `--set power.battery.size='20 kWh'`: key and value, as given.
using Override = std::pair<std::string, std::string>;

/// Reads `path`. All faults go to `faults`, sorted by place; with any error among them the site
/// must not be used. Names of models are looked up in `catalog`. Warnings leave it usable.
Site read_site_file(const std::string& path, const Catalog& catalog,
                    const std::vector<Override>& overrides, Faults& faults);

/// The same for a text already in memory; `file` names it in messages.
Site read_site(std::string_view text, const std::string& file, const Catalog& catalog,
               const std::vector<Override>& overrides, Faults& faults);

/// The same for a file that was parsed already.
Site read_site(const YamlDocument& document, const Catalog& catalog,
               const std::vector<Override>& overrides, Faults& faults);

}  // namespace islet
