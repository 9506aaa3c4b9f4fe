// The designs that no other beats in everything: cost against energy, work served, ride-through and
// mass.
#pragma once

#include <vector>

#include "plan/make_plan.h"
#include "plan/plan.h"
#include "plan/search.h"
#include "plan/sizing.h"

namespace islet {

/// The design that the plan recommends, and the sizes it was searched over.
struct ParetoAnswer {
  const DesignOutcome& design;
  const SizedDesign& sized;
  const PreparedMachines& machines;
  const SizeGrid& grid;
};

/// Four curves of cost, each against one of energy used, least served share, ride-through and mass:
/// the designs that hold and that none beats in those two. Sets of machines are tried on every
/// eighth size of the grid; around the curves the distance is then halved until it is the grid's
/// own. Of what is found, those that no other equals or beats in all five, with one better.
/// Cheapest first, at most `pareto_curve_max` a curve, evenly along it; figures are means over the
/// weather years. The answer is always among them, with the plan's own figures. The result does not
/// depend on `options.jobs`; `options.stop_asked` ends it with what there is.
///
///     a beats b  when  a is no worse in each and better in one
///
/// Valid for   the generator set, tank and tilt of the answer; designs that hold in enough of the
///             weather years
/// Leaves out  differences below a thousandth, which count as equal; that the answer may be beaten
///             by what the search's gap allows
/// Source      Deb et al., "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE
///             Transactions on Evolutionary Computation 6(2), 2002 (dominance only)
std::vector<ParetoPoint> pareto_set(const PlanContext& context,
                                    const std::vector<PreparedMachines>& machines,
                                    const ParetoAnswer& answer, const PlanOptions& options);

/// Whether `a` is no worse than `b` in everything and better in something.
bool beats(const ParetoPoint& a, const ParetoPoint& b);

inline constexpr std::size_t pareto_curve_max = 16;

}  // namespace islet
