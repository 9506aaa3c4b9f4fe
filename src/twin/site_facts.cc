#include "twin/site_facts.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace islet {
namespace {

SiteFact part_fact(const char* what, const char* verb, const char* needs, const PartFound& found) {
  if (!found.share) return {what, fmt::format("not known yet: {}", needs), "as the file says", {}};
  return {what, fmt::format("{} {:.0f} % of what the file says", verb, 100 * *found.share),
          found.drifts ? "yes" : "as the file says: no alarm stands", found.share};
}

}  // namespace

double days_of(const RequestRows& rows) {
  if (rows.rows.empty()) return 0;
  const auto [first, last] =
      std::minmax_element(rows.rows.begin(), rows.rows.end(),
                          [](const RequestRow& a, const RequestRow& b) { return a.at_s < b.at_s; });
  constexpr double day_s = 86'400;
  // Hours without work at the ends are part of the days.
  return std::max(1.0, std::ceil((last->at_s - first->at_s) / day_s - 0.1));
}

std::vector<SiteFact> site_facts(const LiveState& state, const RequestRows& rows) {
  std::vector<SiteFact> out;
  const char* const of_years = "no: a plan is of years";
  if (state.charge) {
    out.push_back({"charge", fmt::format("{:.0f} % of the window", 100 * *state.charge), of_years,
                   state.charge});
  }
  if (state.fuel) {
    out.push_back(
        {"fuel", fmt::format("{:.0f} % of the tank", 100 * *state.fuel), of_years, state.fuel});
  }
  if (state.battery > Energy()) {
    out.push_back(part_fact("battery", "it holds", "half a battery up and down is needed",
                            state.battery_found));
  }
  if (state.panels > Power()) {
    out.push_back(
        part_fact("panels", "they give", "three bright days are needed", state.panels_found));
  }
  if (state.fuel_gone && state.fuel_burnt && *state.fuel_gone + *state.fuel_burnt > Volume()) {
    out.push_back({"use of fuel",
                   fmt::format("{:.0f} L are gone, the set burnt {:.0f} L",
                               *state.fuel_gone / litre, *state.fuel_burnt / litre),
                   state.fuel_drifts ? "no: look for what takes it" : "as the file says",
                   {}});
  }
  const double days = days_of(rows);
  if (days <= 0) return out;
  out.push_back({"requests", fmt::format("{} in {:.0f} days", rows.rows.size(), days),
                 days < least_days_of_demand ? "no: less than a week" : "where demand is off",
                 static_cast<double>(rows.rows.size())});
  return out;
}

}  // namespace islet
