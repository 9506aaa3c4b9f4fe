#include "report/catalog_kept.h"

#include <algorithm>

#include "report/catalog_sheets.h"
#include "report/json.h"

namespace islet {

std::vector<KeptRecord> kept_records(const Catalog& catalog, const Catalog& before,
                                     const std::string& file) {
  std::vector<KeptRecord> kept;
  for (const SheetKind& kind : sheet_kinds()) {
    for (const RecordSheet& sheet : kind.sheets(catalog)) {
      if (sheet.origin.place.file != file) continue;
      const bool replaces = std::any_of(
          catalog.replaced.begin(), catalog.replaced.end(), [&](const Replacement& each) {
            return each.id == sheet.id && each.own == sheet.origin.place;
          });
      kept.push_back({sheet.kind, sheet.id, sheet.name, sheet.summary, replaces});
    }
  }
  for (const auto& alias : catalog.aliases) {
    if (std::binary_search(before.aliases.begin(), before.aliases.end(), alias)) continue;
    kept.push_back({"alias", alias.first, "of " + alias.second, "", false});
  }
  return kept;
}

Table kept_table(const std::vector<KeptRecord>& kept) {
  Table table;
  table.columns = {{"kind"},
                   {"id", Align::left, true},
                   {"name", Align::left, true},
                   {"in short", Align::left, true},
                   {"in place of ours"}};
  for (const KeptRecord& each : kept) {
    table.add({each.kind, each.id, each.name, each.summary, each.replaces_ours ? "yes" : ""});
  }
  return table;
}

std::string kept_json(const std::vector<KeptRecord>& kept, const std::string& path) {
  Json records = Json::array();
  for (const KeptRecord& each : kept) {
    records.push_back({{"kind", each.kind},
                       {"id", each.id},
                       {"name", each.name},
                       {"replaces_ours", each.replaces_ours}});
  }
  return enveloped("islet/catalog-add/1", {}, true,
                   {{"file", path}, {"records", std::move(records)}});
}

}  // namespace islet
