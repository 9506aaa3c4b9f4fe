// The sizes a site may have, and the search over them for given machines.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/rule_outs.h"
#include "plan/sized_design.h"

namespace islet {

/// Every combination of panels and storage to try, each rising.
struct SizeGrid {
  std::vector<Power> panels;
  std::vector<Energy> storage;
  const GeneratorSet* generator = nullptr;
  std::vector<const GeneratorSet*> more_sets;  ///< larger ones within the range, rising
  Volume tank;                                 ///< the largest
  std::vector<Volume> less_tanks;              ///< smaller ones, falling
  Duration repair_reserve;                     ///< the least
  std::vector<Duration> more_reserves;         ///< larger ones, rising
  Power panels_standing;
  Energy storage_standing;
  Power panels_step;  ///< distance of neighbours; 0: nothing between them
  Energy storage_step;

  /// The sizes of a design with that panel power and storage, all else as the grid says.
  Sizes with(Power own_panels, Energy own_storage) const {
    return {own_panels, panels_standing, own_storage, storage_standing, generator,
            tank,       repair_reserve};
  }
};

/// For the cell search: fine enough that the gap, not the grid, ends it.
inline constexpr int fine_points = 97;

struct GridWish {
  double ceiling_factor = 1;  ///< raises the upper ends: to see what more room would buy
  int points = 13;            ///< along a range
};
SizeGrid size_grid(const Site& site, const Catalog& catalog, const GridWish& wish = {});

/// The sizes that are searched with that gear: beside a UPS that the site file does not name none
/// with a store (`may_take_ups`).
SizeGrid grid_with(const Site& site, const PowerDesign& gear, const SizeGrid& grid);

/// What the search over sizes found for one set of machines.
struct SizingResult {
  std::vector<SizedDesign> feasible;  ///< best first, at most `feasible_max`
  std::vector<SizedDesign> near;      ///< not feasible, least violation first, at most `near_max`
  std::int64_t evaluated = 0;
  std::int64_t by_bound = 0;
};

inline constexpr std::size_t feasible_max = 40;
inline constexpr std::size_t near_max = 24;

/// For an infeasible site: what comes near. Tries the grid, then twice the neighbourhood of the
/// best at half the distance. Sizes whose score bound lies above `score_limit` are not run.
SizingResult search_sizes(const PlanContext& context, const PreparedMachines& machines,
                          const SizeGrid& grid, double score_limit);

}  // namespace islet
