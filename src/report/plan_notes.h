// What stands beside a plan in its reports: advice by the documents' rules, the ledger, the rules
// that fired, and what the plan was made from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "knowledge/answer.h"
#include "knowledge/knowledge.h"
#include "report/ledger.h"
#include "report/site_seen.h"

namespace islet {

/// A rule of the documents that had a say in the plan.
struct RuleFired {
  std::string id;                 ///< as the documents name it
  std::string statement;          ///< as the documents state it
  std::vector<std::string> uses;  ///< "the design was held to it", "ruled out 562 designs"
};

/// Which records a plan rests on.
struct CatalogOrigin {
  std::string edition;     ///< "2026-11-21"; empty when ours does not say
  std::string sha256;      ///< of ours; empty when it was not asked for
  std::string own_sha256;  ///< of the user's; empty when there are none
};

struct PlanNotes {
  std::vector<Answer> advice;      ///< plan/advice.h
  std::vector<LedgerLine> ledger;  ///< of the first design, or the nearest
  std::vector<RuleFired> rules;    ///< by id
  std::vector<Source> sources;     ///< those that figures of the design name, by id
  std::optional<SiteSeen> seen;    ///< of a plan from a live site
  CatalogOrigin catalog;           ///< hashes only where somebody fills them in
};

/// Everything but the advice's own search and the hashes.
PlanNotes plan_notes(const Plan& plan, const Catalog& catalog, const Knowledge& knowledge,
                     std::vector<Answer> advice);

}  // namespace islet
