// What stands behind a name: the figures as stated and as used, what they conflict with, where they
// come from, and what refers to them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "knowledge/knowledge.h"
#include "knowledge/scenario_check.h"
#include "report/document.h"
#include "report/record_sheet.h"

namespace islet {

/// A name found: a record of knowledge, a record of the catalogue, or both (a device of which the
/// documents speak), and one figure of it when the name went that deep.
struct Named {
  const Fact* fact = nullptr;
  std::optional<RecordSheet> sheet;
  std::string path;                    ///< "expected.system_w"; empty for the whole record
  std::optional<ScenarioCheck> check;  ///< of a scenario, when the caller has made it
};

/// Looks for an id, a rule's key, a record of the catalogue by id, name or alias, each with or
/// without ".path" behind it. Nothing found: both empty.
Named named(const Knowledge& knowledge, const Catalog& catalog, std::string_view name);

/// Records that have a figure whose path ends in `key`, as "SC01.expected.system_w"; at most
/// `limit` of them.
std::vector<std::string> figures_called(const Knowledge& knowledge, std::string_view key,
                                        std::size_t limit = 40);

Document explain_page(const Named& named, const Knowledge& knowledge, const Catalog& catalog);
/// Figures, one a row: name, stated, used.
Table explain_table(const Named& named);
/// Schema islet/explain/1.
std::string explain_json(const Named& named, const Knowledge& knowledge, const Catalog& catalog);

}  // namespace islet
