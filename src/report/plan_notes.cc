#include "report/plan_notes.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "plan/advice.h"
#include "report/figure_text.h"

namespace islet {
namespace {

bool is_rule(std::string_view id) {
  return id.size() >= 4 && id.front() == 'R' && id.find_first_not_of("0123456789", 1) == id.npos;
}

std::vector<RuleFired> rules_fired(const Plan& plan, const std::vector<Answer>& advice,
                                   const Knowledge& knowledge) {
  std::map<std::string, std::vector<std::string>> uses;
  const auto add = [&](const std::string& id, std::string use) {
    if (!is_rule(id)) return;
    std::vector<std::string>& list = uses[id];
    if (std::find(list.begin(), list.end(), use) == list.end()) list.push_back(std::move(use));
  };
  if (const DesignOutcome* design = advised_design(plan)) {
    for (const std::string& id : design->rules) add(id, "the design was held to it");
  }
  std::map<std::string, std::int64_t> ruled_out;
  for (const RuledOut& each : plan.ruled_out) ruled_out[each.rule] += each.count;
  for (const auto& [id, count] : ruled_out) {
    add(id, fmt::format("ruled out {} designs", count_text(static_cast<double>(count))));
  }
  for (const Answer& answer : advice) {
    for (const std::string& id : answer.rules) add(id, "answers \"" + answer.question + "\"");
  }
  std::vector<RuleFired> out;
  for (auto& [id, list] : uses) {
    const Fact* fact = find_fact(knowledge, id);
    out.push_back({id, fact == nullptr ? "" : fact->title, std::move(list)});
  }
  return out;
}

/// "[gk, reopt]" at the end of a source names two records of data/sources.yaml.
void add_ids(std::string_view source, std::set<std::string, std::less<>>& ids) {
  const std::size_t open = source.rfind('[');
  if (open != source.npos && source.back() == ']') {
    source = source.substr(open + 1, source.size() - open - 2);
  }
  for (const std::string_view id : split(source, ',')) ids.insert(std::string(trimmed(id)));
}

std::vector<Source> sources_of(const DesignOutcome& design, const std::vector<LedgerLine>& ledger,
                               const Catalog& catalog) {
  std::set<std::string, std::less<>> ids;
  for (const BillItem& item : design.bill) add_ids(item.cost.source, ids);
  for (const WorkloadOutcome& workload : design.workloads) add_ids(workload.p99.source, ids);
  for (const LedgerLine& line : ledger) add_ids(line.source, ids);
  std::vector<Source> out;
  for (const Source& source : catalog.sources) {
    if (ids.contains(source.id)) out.push_back(source);
  }
  return out;
}

}  // namespace

PlanNotes plan_notes(const Plan& plan, const Catalog& catalog, const Knowledge& knowledge,
                     std::vector<Answer> advice) {
  PlanNotes notes;
  notes.rules = rules_fired(plan, advice, knowledge);
  notes.advice = std::move(advice);
  if (const DesignOutcome* design = advised_design(plan)) {
    notes.ledger = ledger_of(*design, catalog);
    notes.sources = sources_of(*design, notes.ledger, catalog);
  }
  if (catalog.edition) notes.catalog.edition = catalog.edition->text();
  return notes;
}

}  // namespace islet
