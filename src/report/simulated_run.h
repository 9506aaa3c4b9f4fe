// What `islet simulate SITE.yaml` has to tell of one run, and the shares that follow from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/site_outcome.h"

namespace islet {

/// One run, or several of the same span under other policies or seeds.
struct SimulatedRun {
  std::string site;
  std::string file;
  std::string design;   ///< "1 x NVIDIA L4, 5 kWp, ..."
  std::string weather;  ///< source of it
  std::uint64_t seed = 1;
  int first_day = 0;
  int days = 0;
  std::vector<std::pair<std::string, double>> planned_share;  ///< served, of the planner's year
  SiteOutcome outcome;
  std::optional<Energy> least_generator;  ///< for the same work with perfect foresight
};

/// `part` of the requests that ended, 0..1; 0 where none did.
double share_of_ended(double part, const ServedCounts& counts);
/// Mean energy of a request that was computed, above idle; 0 where none was.
Energy energy_each(const WorkloadServed& workload);
/// Of the requests that ended, those that the times leave out, 0..1.
double interrupted_share(const WorkloadServed& workload);
/// How far the generator's energy lies above the least, as a share of it; nothing where the least
/// is unknown or below a watt-hour.
std::optional<double> above_least(const SimulatedRun& run);

}  // namespace islet
