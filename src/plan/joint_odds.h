// How often a design keeps every requirement when all that is uncertain is drawn at once.
#pragma once

#include <cstddef>
#include <vector>

#include "plan/plan.h"
#include "plan/sized_design.h"

namespace islet {

inline constexpr int odds_draws = 40;

/// Share of `odds_draws` in which all requirements hold. The draws are the same for every design.
///
///     sun    = 1 + sun_range * z1 / 1.645        draw = range_factor^(z2 / 1.645)
///     times  = found * (end / found)^(|z3| / 1.645), end = low or high by the sign of z3
///     z ~ N(0, 1), one of each a draw; weather years take turns
///
/// Valid for   ranges that hold 90 %, errors of sun, draw and speed independent of each other
/// Leaves out  prices, demand beyond the written range
/// Source      JCGM 101:2008, propagation of distributions by Monte Carlo
double joint_odds(const PlanContext& context, const PreparedMachines& machines,
                  const SizedDesign& design);

/// Whether all requirements hold in a tenth more of the draws; false where either was not asked.
bool is_surer(const DesignOutcome& one, const DesignOutcome& other);

/// Place of the design that goes first: of those whose score (`SizedDesign::score`, less is better,
/// the best one first) lies within 0.5 % of the best, the one with the highest joint odds, where it
/// is surer than the best; else 0. What a lifetime costs is known to a tenth at most.
std::size_t surest(const std::vector<double>& scores, const std::vector<DesignOutcome>& designs);

}  // namespace islet
