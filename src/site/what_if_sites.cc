#include "site/what_if_sites.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "site/read_site.h"

namespace islet {

namespace {

/// The fault of a case as a fault of the value that brought it.
Error moved_to_value(const Site& site, const WhatIf& line, std::size_t index, const Error& fault) {
  const Place& place = line.places[index];
  YamlDocument document;
  document.file = place.file;
  for (const SiteText& each : site.texts) {
    if (each.file != place.file) continue;
    for (const std::string_view text : split(each.text, '\n')) document.lines.emplace_back(text);
  }
  const std::string what = "with `" + shown(line.key, 80) + "` at `" +
                           shown(line.values[index], 60) + "`: " + fault.what;
  return document.error_at(place, fault.code, what, fault.hint);
}

}  // namespace

std::vector<WhatIfSite> what_if_sites(const Site& site, const Catalog& catalog, Faults& faults) {
  std::vector<WhatIfSite> out;
  if (site.texts.empty()) return out;
  std::vector<Override> overrides;
  for (const OverrideUsed& each : site.overrides) overrides.emplace_back(each.key, each.value);
  for (const WhatIf& line : site.what_if) {
    for (std::size_t index = 0; index < line.values.size(); ++index) {
      std::vector<Override> changed = overrides;
      std::erase_if(changed, [&](const Override& each) { return each.first == line.key; });
      changed.emplace_back(line.key, line.values[index]);
      Faults own;
      const SiteText& text = site.texts.front();
      Site other = read_site(text.text, text.file, catalog, changed, own);
      for (const Error& fault : own.sorted()) {
        if (fault.severity != Severity::error) continue;
        faults.add(moved_to_value(site, line, index, fault));
      }
      if (own.has_errors()) continue;
      out.push_back({line.key, line.values[index], std::move(other)});
    }
  }
  return out;
}

}  // namespace islet
