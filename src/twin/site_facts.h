// What a live site says of itself, each with what a plan makes of it, for people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "twin/live_state.h"
#include "twin/request_rows.h"

namespace islet {

struct SiteFact {
  std::string what;             ///< "battery"
  std::string says;             ///< "holds 71 % of what the file says"
  std::string taken;            ///< what the plan makes of it: "yes", or "no" with the reason
  std::optional<double> value;  ///< the share, or the number of requests; nothing: not known
};

/// Days of whole or begun ones that the rows span; 0 without rows.
double days_of(const RequestRows& rows);

/// Below so many days nothing is said of the demand: a week has its weekdays.
inline constexpr double least_days_of_demand = 7;

/// Charge, fuel, battery, panels, the set's fuel, requests: those of which the state speaks.
std::vector<SiteFact> site_facts(const LiveState& state, const RequestRows& rows);

}  // namespace islet
