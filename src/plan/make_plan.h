// The planner's entry: from a site and the catalogue to a plan.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/error.h"
#include "catalog/catalog.h"
#include "perf/deployment_maker.h"
#include "plan/plan.h"
#include "plan/site_weather.h"
#include "site/site.h"

namespace islet {

struct Progress {
  std::int64_t tried = 0;
  std::int64_t ruled_out = 0;
  Money best;             ///< lifetime cost of the best so far; 0 when there is none
  double done = 0;        ///< 0..1
  bool of_sites = false;  ///< `tried` counts sites, not designs
};

/// How hard the search tries.
enum class Effort {
  quick,   ///< a gap of 2 %, three weather years at most
  normal,  ///< a gap of 0.1 %
  deep     ///< a gap of 0.02 %, twice as many points along a range
};

struct PlanOptions {
  Effort effort = Effort::normal;
  int top = 5;                 ///< designs to keep
  int weather_years = 10;      ///< in the final check
  bool drawn_weather = false;  ///< weather years are all drawn, none is a measured one
  std::uint64_t seed = 1;
  int jobs = 2;  ///< threads; the result does not depend on it
  std::string data_folder;
  /// Leaves out what only a page of its own shows: the traced year, the tornado, the account.
  bool figures_only = false;
  /// Whether what is unusual is searched too: boards held to less than their own power, drafts,
  /// panels at other tilts. Not where it has to be quick, nor for each of many sites.
  bool looks_around() const { return effort != Effort::quick && !figures_only; }
  bool simulate = false;  ///< the first design, request by request: how long, by `effort`
  bool pareto = false;    ///< also the designs that no other beats in everything
  /// What builds the deployments that are compared; the calibrated ones of accuracy/run_tuning.h,
  /// unless a test wants physics alone.
  DeploymentMakers makers;
  /// Asked before each machine is sized, from any thread; true ends the search with the best so far
  /// (`out_of_time`).
  std::function<bool()> stop_asked;
  /// Called now and then from the calling thread.
  std::function<void(const Progress&)> progress;
};

/// The weather that a plan is made for: for the panel kind that will be bought, the site's dirt
/// included.
Result<SiteWeather> plan_weather(const Site& site, const Catalog& catalog,
                                 const PlanOptions& options);

/// `site` with the tilt that the plan chose for its panels, where the site file leaves it open:
/// what `design` stands under has the weather of this.
Site built_as(const Site& site, const Design& design);

/// Plans `site`. An error only where the input cannot be used (weather file missing or broken);
/// a site that no design fits is a Plan with state `infeasible`.
Result<Plan> make_plan(const Site& site, const Catalog& catalog, const PlanOptions& options);

}  // namespace islet
