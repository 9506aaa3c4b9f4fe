// Two inputs of a site varied together: which kind of system is best for each pair of values.
#pragma once

#include <string>
#include <vector>

#include "plan/make_plan.h"
#include "plan/plan.h"

namespace islet {

/// One input: a key of the site file and the values it takes.
struct MapAxis {
  std::string key;
  std::vector<std::string> values;
};

inline constexpr std::size_t map_values_max = 12;  ///< of one axis

/// The parts of the plant that do something in a mean year, in words: "sun, battery, generator";
/// "nothing" without any. Sun, wind, grid and generator count from a hundredth of the energy used.
std::string system_kind(const Site& site, const DesignOutcome& design);

/// Plans the site anew for every pair of values, by `--effort quick`. Cells reached after
/// `options.stop_asked` are empty. The result does not depend on `options.jobs`. Errors: a key or a
/// value that the site cannot have; weather that cannot be read.
Result<SystemMap> system_map(const Site& site, const Catalog& catalog, const MapAxis& across,
                             const MapAxis& down, const PlanOptions& options);

}  // namespace islet
