// What one year does not show of a design's plant: darker years, failures, the worst fortnight.
#pragma once

#include <array>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"
#include "catalog/importance.h"
#include "plan/make_plan.h"

namespace islet {

inline constexpr std::size_t odds_years_count = 3;

/// A year of which so many of 100 have more sun.
struct OddsYear {
  double exceeded = 0.5;
  double sun_factor = 1;  ///< on the sunlight of the weather years
  Energy panels, curtailed, generator, grid, used, unserved;
  Volume fuel;
};

/// One class of work without power.
struct ClassLoss {
  bool is_there = false;
  double chance = 0;          ///< of an hour with demand to be without: loss-of-load probability
  Duration by_shortage;       ///< a year
  Duration by_failure;        ///< a year, expected
  Duration by_failure_p95;    ///< not more in 95 of 100 years
  Duration by_blackout;       ///< a year, of a grid that fails for a while, expected
  Duration longest;           ///< spell
  Duration demanded;          ///< hours of the year with demand
  double through_outage = 1;  ///< chance to be served through the grid's longest outage
};

struct OutageAccount {
  std::array<ClassLoss, importance_count> classes{};  ///< by importance
  double failures_per_year = 0;                       ///< of the generator
  Duration repair;
  Duration grid_outage;  ///< the longest of the site's grid; 0: none stated
  double blackouts_per_year = 0;
};

/// One hour of the worst fortnight.
struct FortnightHour {
  Power sun;      ///< there, used or not
  Power sources;  ///< generator and grid
  Power load;
  double charge = 0;  ///< of the usable window
};

struct PlantOutlook {
  std::array<OddsYear, odds_years_count> odds{};
  OutageAccount outages;
  std::vector<FortnightHour> fortnight;
  /// Of the hour whose balance closes worst: what is missing over what went through.
  double balance_error = 0;
};

/// Of a design that `make_plan` found with the same options.
Result<PlantOutlook> plant_outlook(const Site& site, const Catalog& catalog,
                                   const PlanOptions& options, const Design& design);

}  // namespace islet
