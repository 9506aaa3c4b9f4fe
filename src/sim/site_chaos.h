// A day with faults, drawn from a seed, in which everything that must hold is checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/site_run.h"

namespace islet {

/// What broke on the day of that seed; nothing when all held. `run` says site, policy and drill;
/// its span and faults are drawn anew.
std::optional<std::string> chaos_day(const SiteRun& run, std::uint64_t seed);

}  // namespace islet
