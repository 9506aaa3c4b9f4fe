// What a live site says against its site file, and what that changes in the plan.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/document.h"
#include "report/json.h"

namespace islet {

/// A key of the site file that the site knows better.
struct SeenKey {
  std::string key;
  std::string was;  ///< empty: the file says nothing
  std::string now;
  std::string why;
};

/// What the site says of itself, and what the plan makes of it.
struct SeenFact {
  std::string what;
  std::string says;
  std::string taken;
  std::optional<double> value;  ///< a share, or a count
};

/// Figures of one plan that the other is held against.
struct PlanBrief {
  std::string title;  ///< of the first design; empty: nothing fits
  Money purchase, lifetime;
  Duration ride_through;
  std::vector<std::pair<std::string, double>> served;  ///< by workload
};

struct SiteSeen {
  std::string source;   ///< folder or address
  std::string written;  ///< "2026-11-22 06:17 UTC"; empty where it does not say
  std::vector<SeenFact> facts;
  std::vector<SeenKey> keys;
  PlanBrief as_filed;  ///< the plan of the file alone
};

PlanBrief brief_of(const Plan& plan);

/// Nothing is added where `seen` is none.
void add_seen(const std::optional<SiteSeen>& seen, const Plan& plan, Document& page);
Json seen_json(const SiteSeen& seen, const Plan& plan);

}  // namespace islet
