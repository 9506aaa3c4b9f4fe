// From a site file to the design that runs: planned, then made into what the simulator, the
// rehearsal and the live site take. For `simulate` and `serve`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_code.h"
#include "cli/input.h"
#include "plan/make_plan.h"
#include "plan/simulated_site.h"

namespace islet {

/// "06-21", or with a year in front, which names none of the weather: days of the year before it.
/// Of `--from`.
Result<int> first_day_in(const std::string& text);

/// A design that can run, or the faults and the code to end with.
struct SiteToRun {
  std::optional<SimulatedSite> made;
  std::string title;                      ///< of the design
  std::string weather;                    ///< where it comes from
  Energy nameplate;                       ///< of its battery
  Temperature inlet_max = celsius(1000);  ///< warmest air that its machines bear
  std::vector<Error> list;
  ExitCode code = ExitCode::done;
};

/// The best design of the site, or the nearest where none fits. `options`: how it is searched for;
/// data, makers and the stop are set here.
SiteToRun site_to_run(const LoadedSite& loaded, PlanOptions options, int first_day);

}  // namespace islet
