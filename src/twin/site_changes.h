// What a live site says against its site file, as values for keys of that file: a plan from the
// true state sets them.
#pragma once

#include <string>
#include <vector>

#include "site/site.h"
#include "twin/live_state.h"
#include "twin/request_rows.h"

namespace islet {

struct KeyChange {
  std::string key;  ///< "power.battery.size"
  std::string was;  ///< as written in the file; empty: nothing
  std::string now;  ///< as one would write it
  std::string why;  ///< one clause
};

/// Each number of a value times `factor`, to three digits; units and words stay: "8 req/user/h" and
/// 1.5 give "12 req/user/h", "240 W .. 900 W" gives "360 W .. 1350 W".
std::string scaled(std::string_view value, double factor);

/// In the order of the file.
///
///     size of battery, panels = what stands there * what its twin found of it; ours already, and
///                               more may be bought up to what the file allows
///     demand = written * asked / (mean of the week * span), where a week or more was seen and that
///              is off by more than a tenth and by three deviations of chance
///
/// Valid for   workloads that their model and class tell apart; spans of whole weeks best
/// Leaves out  other loads, prices, links; charge and fuel, which are no keys
/// Source      twin/battery_drift.h, twin/panel_drift.h; chance: Poisson
std::vector<KeyChange> site_changes(const Site& site, const LiveState& state,
                                    const RequestRows& rows);

}  // namespace islet
