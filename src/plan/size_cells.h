// Branch and bound over panels and storage for one set of machines: boxes of sizes are split until
// what is left cannot be cheaper than the best design by more than a set share.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "plan/sizing.h"

namespace islet {

/// Weather years in the order they are looked at, the design year first. What one search learns of
/// hard years makes the next one shorter and changes nothing that it finds.
struct YearOrder {
  std::vector<std::size_t> order;  ///< empty: as they stand
  std::size_t hard = 0;            ///< of these, behind the first, were missed by what seemed to do
};

/// When to stop splitting.
struct CellLimits {
  double score = std::numeric_limits<double>::infinity();  ///< worse designs are of no use
  double gap = 0.01;        ///< share of the best score by which what is left may be better
  int evaluations = 2'000;  ///< designs tried at most
  YearOrder years{};
};

struct CellResult {
  /// The best found that meets everything in enough of the weather years.
  std::optional<SizedDesign> best;
  /// No design of these machines that was not tried has a smaller score, below `CellLimits::score`.
  double lower_bound = std::numeric_limits<double>::infinity();
  std::int64_t evaluated = 0;
  /// Sizes of boxes whose largest do not do, or whose smallest cost more than the budget.
  std::int64_t unfit = 0;
  std::int64_t barred = 0;    ///< of `evaluated`: refused for failures of the generator alone
  std::int64_t by_bound = 0;  ///< sizes whose box cannot beat the limit or the best by the gap
  YearOrder years;            ///< with what was learned
};

/// Least score that a box of sizes may hold.
///
///     bound(box) = standing(smallest sizes) + running(largest sizes)
///     running(sizes) = score(sizes) - standing(sizes)
///
/// where `standing` is the score without fuel, grid energy, wear and missed work. A box whose
/// largest sizes do not meet the requirements holds no design that does.
///
/// Valid for   plants whose running cost falls, and whose requirements are met no worse, with more
///             panels and more storage; what costs more money is judged by the smallest sizes
/// Leaves out  that a larger battery may serve up to 0.1 % less where fuel is scarce, and more than
///             that without a set, where `when_short` asks for less below a share of its charge
/// Source      Land, Doig, "An automatic method of solving discrete programming problems",
///             Econometrica 28(3), 1960
CellResult search_cells(const PlanContext& context, const PreparedMachines& machines,
                        const SizeGrid& grid, const CellLimits& limits);

}  // namespace islet
