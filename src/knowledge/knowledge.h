// Everything the documents behind Islet say, read from data/knowledge and asked by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "knowledge/fact.h"

namespace islet {

struct Knowledge {
  std::vector<FactKind> kinds;
  std::vector<Fact> facts;  ///< by kind in the order of `kinds`, then as the files have them
};

/// Reads `data_folder`/knowledge. Unknown and missing keys, ids given twice, references to records
/// or documents that do not exist are faults at their place; with any error the result must not be
/// used. About 6000 lines, 10 ms.
Knowledge read_knowledge(const std::string& data_folder, Faults& faults);

/// The record with that id, the rule with that key ("mem.7b_fp16"), or the first record of that
/// title ("Real-time LLM"); case does not count.
const Fact* find_fact(const Knowledge& knowledge, std::string_view name);
/// The same for one kind only; CHECKs that it is there: for records the code depends on.
const Fact& fact_named(const Knowledge& knowledge, std::string_view id);

std::vector<const Fact*> facts_of_kind(const Knowledge& knowledge, std::string_view kind);

/// Records that refer to `id` by `see`, `checks` or `maps_to`.
std::vector<const Fact*> facts_citing(const Knowledge& knowledge, std::string_view id);

/// Known ids and keys nearest to a name that was not found, best first, at most three.
std::vector<std::string> facts_like(const Knowledge& knowledge, std::string_view name);

}  // namespace islet
