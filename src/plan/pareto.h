// The designs that no other beats in everything: cost against energy, work served, ride-through and
// mass.
#pragma once

#include <vector>

#include "plan/make_plan.h"
#include "plan/plan.h"
#include "plan/search.h"

namespace islet {

/// Every set of machines on the coarse grid, held against the requirements over the weather years;
/// of what holds, those that no other equals or beats in lifetime cost, energy used, least served
/// share, ride-through and mass, with one better. Cheapest first, at most `pareto_max`, thinned
/// evenly. The result does not depend on `options.jobs`.
///
///     a beats b  when  a is no worse in each and better in one
///
/// Valid for   the sizes of the coarse grid (13 points along a range), in the design year
/// Leaves out  differences below a thousandth, which count as equal
/// Source      Deb et al., "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE
///             Transactions on Evolutionary Computation 6(2), 2002 (dominance only)
std::vector<ParetoPoint> pareto_set(const PlanContext& context,
                                    const std::vector<PreparedMachines>& machines,
                                    const PlanOptions& options);

/// Whether `a` is no worse than `b` in everything and better in something.
bool beats(const ParetoPoint& a, const ParetoPoint& b);

inline constexpr std::size_t pareto_max = 24;

}  // namespace islet
