#include "plan/demand.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "perf/input_time.h"

namespace islet {
namespace {

constexpr int hours_per_day = 24;
constexpr int days_per_week = 7;

/// Share of one hour of the week that lies in a window given in hours from Monday 00:00; the
/// window may run past the week's end.
double overlap(int hour_index, double from, double to) {
  double covered = 0;
  for (const double shift : {0.0, -static_cast<double>(hours_per_week)}) {
    const double start = std::max<double>(hour_index, from + shift);
    const double end = std::min<double>(hour_index + 1, to + shift);
    covered += std::max(0.0, end - start);
  }
  return covered;
}

using WeekShares = std::array<double, hours_per_week>;

/// Share of each hour of the week that the window covers.
WeekShares covered_by(const WeeklyWindow& window) {
  WeekShares shares{};
  const double from = window.from / hour;
  double to = window.to / hour;
  if (to <= from) to += hours_per_day;
  for (int weekday = 0; weekday < days_per_week; ++weekday) {
    if (((window.days >> weekday) & 1U) == 0) continue;
    const double midnight = weekday * hours_per_day;
    for (int index = 0; index < hours_per_week; ++index) {
      auto& share = shares[static_cast<std::size_t>(index)];
      share = std::min(1.0, share + overlap(index, midnight + from, midnight + to));
    }
  }
  return shares;
}

std::vector<WeeklyWindow> windows_of(const Workload& workload) {
  if (!workload.when.empty()) return workload.when;
  if (workload.kind != WorkloadKind::batch) return {WeeklyWindow{}};
  WeeklyWindow window;
  if (workload.finish) window.to = *workload.finish;
  if (workload.start) {
    window.from = *workload.start;
  } else if (workload.finish) {
    window.from = *workload.finish;  // all day until it is due
    window.to = *workload.finish;
  }
  return {window};
}

/// Typical amount and its 90 % range, in the workload's units a second; before it is spread.
struct Amount {
  Frequency typical;
  double low_factor = 1;
  double high_factor = 1;
  bool per_day = false;  ///< a mean over days, to be spread over the active hours
};

template <class Q>
void widen(Amount& amount, const Uncertain<Q>& factor) {
  const double typical = [&] {
    if constexpr (requires { factor.typical.in_base_units(); }) {
      return factor.typical.in_base_units();
    } else {
      return factor.typical;
    }
  }();
  if (typical <= 0) return;
  // Ranges of independent factors combine in quadrature on the log scale.
  const auto combine = [](double one, double other) {
    return std::exp(std::hypot(std::log(one), std::log(other)));
  };
  const double high = factor.high / factor.typical;
  const double low = factor.low / factor.typical;
  amount.high_factor = combine(amount.high_factor, std::max(1.0, high));
  amount.low_factor = 1.0 / combine(1.0 / amount.low_factor, 1.0 / std::clamp(low, 0.05, 1.0));
}

Amount amount_of(const Workload& workload) {
  Amount amount;
  switch (workload.kind) {
    case WorkloadKind::video:
      amount.typical = workload.count.typical * source_rate(workload);
      widen(amount, workload.count);
      widen(amount, workload.rate);
      break;
    case WorkloadKind::signal:
      amount.typical = workload.count.typical * source_rate(workload);
      widen(amount, workload.count);
      break;
    case WorkloadKind::chat:
      amount.typical = workload.users.typical * workload.demand.typical;
      widen(amount, workload.users);
      widen(amount, workload.demand);
      break;
    case WorkloadKind::speech:
      amount.typical = workload.users.typical * workload.audio.typical / audio_window;
      amount.per_day = true;
      widen(amount, workload.users);
      widen(amount, workload.audio);
      break;
    case WorkloadKind::requests:
    case WorkloadKind::batch:
      amount.typical = workload.work.typical;
      amount.per_day = true;
      widen(amount, workload.work);
      break;
    case WorkloadKind::transfer:
      break;
  }
  return amount;
}

}  // namespace

WorkloadDemand demand_of(const Workload& workload) {
  WeekShares active{};
  unsigned days = 0;
  for (const WeeklyWindow& window : windows_of(workload)) {
    const WeekShares covered = covered_by(window);
    days |= window.days;
    for (std::size_t index = 0; index < active.size(); ++index) {
      active[index] = std::min(1.0, active[index] + covered[index]);
    }
  }
  WeekShares weight = active;
  WeekShares factor;
  factor.fill(1.0);
  for (const Peak& peak : workload.peaks) {
    const WeekShares covered = covered_by(peak.window);
    for (std::size_t index = 0; index < weight.size(); ++index) {
      weight[index] *= 1.0 + covered[index] * (peak.factor - 1.0);
      if (covered[index] > 0) factor[index] = std::max(factor[index], peak.factor);
    }
  }

  const Amount amount = amount_of(workload);
  Frequency while_active = amount.typical;
  if (amount.per_day) {
    const double hours = std::accumulate(weight.begin(), weight.end(), 0.0);
    const int active_days = __builtin_popcount(days & 0x7fU);
    while_active = hours > 0 ? amount.typical * (active_days * hours_per_day / hours) : Frequency();
  }

  WorkloadDemand demand;
  demand.low_factor = amount.low_factor;
  demand.high_factor = amount.high_factor;
  for (std::size_t index = 0; index < weight.size(); ++index) {
    demand.rate[index] = while_active * weight[index];
    demand.mean += demand.rate[index] / hours_per_week;
    if (active[index] > 0) {
      demand.busiest = std::max(demand.busiest, while_active * factor[index]);
    }
  }
  return demand;
}

}  // namespace islet
