// What a plant may be besides its sizes: another generator set, another tank, more charge kept for
// a repair, another tilt of the panels.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "plan/search.h"

namespace islet {

struct PlantKind {
  const GeneratorSet* generator = nullptr;
  Volume tank;
  std::optional<double> tilt_deg;  ///< none: as the weather was made
  Duration repair_reserve;
};

/// All kinds the site may have, the usual one first: the smallest set of the range with the largest
/// tank, the least reserve for a repair, panels tilted for their darkest month; another reserve
/// goes with the usual set, tank and tilt. Neither another reserve nor another tilt is tried by
/// `--effort quick`, nor where only the figures are wanted, as of many sites.
std::vector<PlantKind> plant_kinds(const SiteWeather& weather, const Site& site,
                                   const SizeGrid& grid, const PlanOptions& options);

/// A kind with the search over it; what it refers to, it holds.
struct KindSearch {
  KindSearch(const PlanContext& usual, SiteWeather own_weather, SizeGrid own_grid)
      : weather(std::move(own_weather)),
        context{usual.site, usual.catalog, weather, usual.air, usual.counts_failures},
        grid(std::move(own_grid)) {}
  KindSearch(const KindSearch&) = delete;
  KindSearch& operator=(const KindSearch&) = delete;

  SiteWeather weather;
  PlanContext context;
  SizeGrid grid;
  std::vector<PreparedMachines> machines;
  SearchResult found;
};

/// Searches every kind but the usual one. Its bound is judged on the design year first; where a
/// design is better by more than 0.5 % (a smaller tank: by more than the wanted gap), the kind is
/// searched whole. Counts and bound go into `usual.found`; the best kind is returned, none where
/// the usual one stays. Nothing is searched where the usual kind has no answer.
struct UsualSearch {
  const PlanContext& context;
  const SizeGrid& grid;
  const std::vector<PreparedMachines>& machines;
  SearchResult& found;
};
std::unique_ptr<KindSearch> better_kind(const UsualSearch& usual,
                                        const std::vector<PlantKind>& kinds,
                                        const PlanOptions& options);

}  // namespace islet
