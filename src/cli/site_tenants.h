// Whose the workloads of a simulated site are, as `--tenant NAME=WORKLOAD,...` says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "sim/site_run.h"

namespace islet {

/// Gives the run its tenants; what is wrong with the wishes, if anything. A workload that none
/// names stays a tenant of its own.
std::optional<Error> give_tenants(const std::vector<std::string>& wishes, SiteRun& run);

}  // namespace islet
