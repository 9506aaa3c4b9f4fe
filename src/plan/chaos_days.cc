#include "plan/chaos_days.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <vector>

#include "plan/side_by_side.h"
#include "sim/site_chaos.h"

namespace islet {

ChaosReport run_chaos(const SiteRun& run, const ChaosOptions& options) {
  struct Day {
    bool was_run = false;
    std::optional<std::string> why;
  };
  std::vector<Day> days(static_cast<std::size_t>(options.seeds));
  std::atomic<std::size_t> next{0};
  on_threads(options.jobs, [&](std::size_t) {
    for (std::size_t i = next++; i < days.size(); i = next++) {
      if (options.stop_asked && options.stop_asked()) return;
      days[i] = {true, chaos_day(run, options.first_seed + i)};
    }
  });
  // From here on the days stand in the order of their seeds, whoever ran them.
  ChaosReport report;
  for (std::size_t i = 0; i < days.size(); ++i) {
    report.days += days[i].was_run ? 1 : 0;
    const auto& why = days[i].why;
    if (!why || report.failed++ > 0) continue;
    report.first_failed = options.first_seed + i;
    report.why = *why;
  }
  return report;
}

}  // namespace islet
