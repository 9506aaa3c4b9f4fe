// The search over machines and sizes: waves of machines side by side, each over its sizes.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "plan/make_plan.h"
#include "plan/size_cells.h"
#include "plan/sized_design.h"
#include "plan/sizing.h"

namespace islet {

/// A design with the machines it was made for (index in the list searched).
struct FoundDesign {
  std::size_t machines = 0;
  SizedDesign sized;
  double years_held = 1;  ///< at least this share of the weather years meets everything
};

struct SearchResult {
  std::vector<FoundDesign>
      best;  ///< best of each set of machines that holds the confidence, by score
  /// Of each set of machines without one in `best`, the design that meets everything in the design
  /// year and in most weather years, though not in enough; most years first.
  std::vector<FoundDesign> unsteady;
  std::vector<FoundDesign> near;  ///< not feasible, least violation first
  RuleOuts ruled_out;
  std::int64_t evaluated = 0;
  std::int64_t by_bound = 0;
  std::int64_t unfit = 0;   ///< as in CellResult
  std::int64_t barred = 0;  ///< as in CellResult
  std::int64_t dearer = 0;  ///< sizes with a store beside a UPS (`grid_with`)
  std::int64_t kinds = 1;   ///< of plant that these are counts over
  std::int64_t sets = 0;    ///< of machines with their gear
  /// No design that was not evaluated has a smaller score.
  double lower_bound = std::numeric_limits<double>::infinity();
  /// False where `best` came only from what comes near: then `lower_bound` says nothing.
  bool has_bound = true;
  bool stopped = false;  ///< `stop_asked` ended it early
  YearOrder years;       ///< as in CellResult, of the last that was searched
};

/// What the designs of one set of machines do over the weather years.
struct OverYears {
  std::optional<SizedDesign> holding;   ///< the cheapest that holds in enough of them
  std::optional<SizedDesign> unsteady;  ///< none does: the one that holds in most
  double years_held = 0;                ///< of `unsteady`, at least
};

/// Looks at `feasible`, cheapest first, and takes from it what it returns.
OverYears over_years(const PlanContext& context, const PreparedMachines& machines,
                     std::vector<SizedDesign>& feasible);

/// What of a list is searched, and what is of use.
struct SearchSpan {
  double limit = std::numeric_limits<double>::infinity();  ///< worse designs are of no use
  bool usual = true;                                       ///< machines as they are usually run
  bool variants = true;                                    ///< those that are run otherwise
  std::optional<std::size_t> without{};                    ///< this set is left out
  YearOrder years{};                                       ///< as in CellLimits
};

/// Searches every set of machines of the span over the grid, the one of least standing cost first;
/// tables are made for those that are looked at. The result does not depend on `options.jobs`.
SearchResult search_designs(const PlanContext& context, std::vector<PreparedMachines>& machines,
                            const SizeGrid& grid, const PlanOptions& options,
                            const SearchSpan& span = {});

/// The machines as they are usually run, then their variants with what is worth changing for below
/// the best as the limit; without a limit where nothing was found as usual. A variant that is worth
/// it comes first. Of `span` only the limit and the years count.
SearchResult search_all_ways(const PlanContext& context, std::vector<PreparedMachines>& machines,
                             const SizeGrid& grid, const PlanOptions& options,
                             SearchSpan span = {});

/// A kind of plant, or a way to run the machines, is taken where it is better by more than this
/// share of the score, 0.5 % and more, by a deep search 0.05 %: below, the usual one is kept, which
/// is easier to defend.
double worth_changing(Effort effort);

/// Where no set of machines has a design that does: what comes near for each that is run as usual,
/// on a coarse grid, with the smallest generator set of the range and the largest.
void search_near(const PlanContext& context, std::vector<PreparedMachines>& machines,
                 const PlanOptions& options, SearchResult& out);

/// Adds what `from` was judged by to `to`: each design is in one count.
void add_counts(const SearchResult& from, SearchResult& to);

/// Share of the answer by which what is left out may be better.
double gap_wanted(Effort effort);

}  // namespace islet
