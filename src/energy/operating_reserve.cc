#include "energy/operating_reserve.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {

/// Required and supplied operating capacity.
///
///     required = load + of_load load + of_sun sun + of_wind wind + reserve
///     supplied = sets + sun + wind
///     shortage = max(0, required - supplied),  unmet = max(0, load - supplied)
///
/// Valid for   one moment
/// Leaves out  how fast a set takes the load
/// Source      HOMER Pro 3.12 help, "Required operating capacity", "Capacity shortage"
ReserveState reserve_state(const ReserveRule& rule, const Powers& now) {
  ReserveState state;
  state.required = now.load + rule.of_load * now.load + rule.of_sun * now.sun +
                   rule.of_wind * now.wind + now.reserve;
  state.supplied = now.sets + now.sun + now.wind;
  // A hair of rounding is not a shortage.
  const Power rounding = 1e-12 * state.required;
  const auto above = [&](Power wanted) {
    const Power missing = wanted - state.supplied;
    return missing > rounding ? missing : Power();
  };
  state.shortage = above(state.required);
  state.unmet = above(now.load);
  return state;
}

/// Redundant units of one kind.
///
///     sum over k = needed .. installed of  C(installed, k) a^k (1 - a)^(installed - k)
///
/// Valid for   units that fail independently
/// Leaves out  common causes: fuel, fire, the switchboard
/// Source      Billinton and Allan, "Reliability Evaluation of Engineering Systems", 1992
double chance_of_enough(int installed, int needed, double unit_availability) {
  CHECK(installed >= 0 && unit_availability >= 0 && unit_availability <= 1);
  double chance = 0;
  double ways = 1;
  for (int k = 0; k <= installed; ++k) {
    if (k > 0) ways *= static_cast<double>(installed - k + 1) / k;
    if (k < needed) continue;
    chance +=
        ways * std::pow(unit_availability, k) * std::pow(1 - unit_availability, installed - k);
  }
  return std::min(1.0, chance);
}

}  // namespace islet
