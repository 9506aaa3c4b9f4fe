#include "sim/site_chaos.h"

#include <fmt/format.h>

#include "base/random.h"
#include "sim/site_world.h"

namespace islet {
namespace {

/// Greatest relative error of the day's energy balances.
constexpr double energy_error_max = 1e-9;

SiteRun day_of(const SiteRun& run, std::uint64_t seed) {
  SiteRun one = run;
  one.seed = seed;
  one.days = 1;
  one.first_day = static_cast<int>(RandomStream(seed).fork("day").uniform(0, 365));
  one.faults = draw_faults(one, seed);
  return one;
}

}  // namespace

std::optional<std::string> chaos_day(const SiteRun& run, std::uint64_t seed) {
  const SiteOutcome got = simulate_site(day_of(run, seed), true);
  if (got.violations > 0) return got.faults.front();
  if (!(got.energy_error < energy_error_max)) {
    return fmt::format("energy is off by {:.3g}", got.energy_error);
  }
  return std::nullopt;
}

}  // namespace islet
