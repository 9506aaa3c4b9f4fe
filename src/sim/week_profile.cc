#include "sim/week_profile.h"

#include <cmath>
#include <cstddef>

namespace islet {
namespace {

constexpr int minutes_per_day = 24 * 60;

/// Calls `visit` with each minute of the week that the window covers.
template <class Visit>
void each_minute(const WeeklyWindow& window, const Visit& visit) {
  const int from = static_cast<int>(std::lround(window.from / minute));
  int to = static_cast<int>(std::lround(window.to / minute));
  if (to <= from) to += minutes_per_day;
  for (int weekday = 0; weekday < 7; ++weekday) {
    if (((window.days >> weekday) & 1U) == 0) continue;
    for (int at = from; at < to; ++at) {
      visit(static_cast<std::size_t>((weekday * minutes_per_day + at) % minutes_per_week));
    }
  }
}

std::vector<WeeklyWindow> windows_of(const Workload& workload) {
  if (!workload.when.empty()) return workload.when;
  WeeklyWindow window;
  if (workload.kind == WorkloadKind::batch) {
    if (workload.finish) window.to = *workload.finish;
    if (workload.start) {
      window.from = *workload.start;
    } else if (workload.finish) {
      window.from = *workload.finish;  // all day until it is due
    }
  }
  return {window};
}

}  // namespace

/// Spreads a mean over the minutes.
///
///     rate(minute) = mean * weight(minute) / mean of weights
///     weight = 1 within a window, times the factor of each peak that covers it, else 0
///
/// Valid for   windows and peaks at whole minutes
/// Leaves out  holidays, growth
/// Source      the same spread as the planner's by hours (plan/demand.h)
std::vector<Frequency> week_profile(const Workload& workload, Frequency mean) {
  std::vector<double> weight(minutes_per_week, 0.0);
  for (const WeeklyWindow& window : windows_of(workload)) {
    each_minute(window, [&](std::size_t at) { weight[at] = 1.0; });
  }
  for (const Peak& peak : workload.peaks) {
    each_minute(peak.window, [&](std::size_t at) { weight[at] *= peak.factor; });
  }
  double sum = 0;
  for (const double each : weight) sum += each;
  std::vector<Frequency> rates(minutes_per_week);
  if (!(sum > 0)) return rates;
  for (std::size_t at = 0; at < rates.size(); ++at) {
    rates[at] = mean * (weight[at] * minutes_per_week / sum);
  }
  return rates;
}

}  // namespace islet
