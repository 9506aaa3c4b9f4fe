// Days with faults by the thousand, over threads that change nothing in them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "sim/site_run.h"

namespace islet {

struct ChaosOptions {
  int seeds = 1;
  std::uint64_t first_seed = 1;
  int jobs = 1;                      ///< threads; the report does not depend on it
  std::function<bool()> stop_asked;  ///< looked at before each day; may be empty
};

struct ChaosReport {
  int days = 0;  ///< that were run: fewer than asked for when it was stopped
  std::int64_t failed = 0;
  std::uint64_t first_failed = 0;  ///< seed
  std::string why;                 ///< of that one
};

/// `run` says site, policy and drill; its span and faults are drawn anew for each seed.
ChaosReport run_chaos(const SiteRun& run, const ChaosOptions& options);

}  // namespace islet
