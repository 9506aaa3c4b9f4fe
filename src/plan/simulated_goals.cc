#include "plan/simulated_goals.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace islet {
namespace {

constexpr double year_days = 365;
/// A normal quantity lies above this many deviations by chance once in twenty.
constexpr double one_sided_95 = 1.645;
constexpr double one_in_twenty = 0.05;
/// Counts of rare events lie above this many deviations by chance about once in a thousand.
constexpr double beyond_chance = 3;

const Workload* workload_named(const Site& site, const std::string& name) {
  const auto found = std::find_if(site.workloads.begin(), site.workloads.end(),
                                  [&](const Workload& each) { return each.name == name; });
  return found == site.workloads.end() ? nullptr : &*found;
}

/// Share of requests that may be later than asked, over all limits together; none without a limit.
double may_be_late(const Workload& workload) {
  double share = 0;
  for (const auto* goals : {&workload.latency, &workload.first_token}) {
    for (const LatencyGoal& goal : *goals) share += 1 - goal.quantile;
  }
  return share;
}

std::string percent(double share) { return fmt::format("{:.3g} %", 100 * share); }

}  // namespace

void SimulatedGoals::add(const SiteOutcome& outcome, int days, DaysKind kind) {
  if (kind == DaysKind::darkest) dark_days_ += days;
  tallies_.resize(std::max(tallies_.size(), outcome.workloads.size()));
  for (std::size_t at = 0; at < outcome.workloads.size(); ++at) {
    const WorkloadServed& found = outcome.workloads[at];
    Tally& tally = tallies_[at];
    tally.name = found.name;
    // A few still wait when a piece is over. Where most do, they were never let in.
    const bool is_stuck =
        found.kind != WorkloadKind::batch && found.counts.open > found.counts.ended();
    const double stuck = is_stuck ? found.counts.open : 0;
    const double asked = found.counts.ended() + stuck;
    const double missed = found.counts.lost + found.late_by_power + stuck;
    if (kind == DaysKind::sampled) {
      tally.sampled_missed.push_back(asked > 0 ? missed / asked : 0);
    } else {
      Counts& counts = kind == DaysKind::darkest ? tally.dark : tally.years;
      counts.asked += asked;
      counts.missed += missed;
    }
    tally.in_time_asked += asked - stuck - found.counts.lost - found.interrupted;
    tally.late += found.counts.late - found.late_by_power;
  }
}

/// Share of a year's work that is missed, at least.
///
///     missed = (dark days * missed there + other days * max(0, mean - 1.645 s / sqrt(n))) / 365
///
/// with mean and deviation s of the n sampled days; of a single day 0.05 of what it misses, for
/// what one day in twenty does is rarely seen on the only day looked at. Where whole years were
/// simulated, their mean.
///
/// Valid for   sampled days spread over the year; the darkest days are the worst
/// Leaves out  that other weather years differ
/// Source      one-sided 95 % bound of a mean
double SimulatedGoals::missed_share(const Tally& tally) const {
  if (tally.years.asked > 0) return tally.years.missed / tally.years.asked;
  const std::vector<double>& days = tally.sampled_missed;
  double others = days.size() == 1 ? one_in_twenty * days.front() : 0.0;
  if (days.size() > 1) {
    const double count = static_cast<double>(days.size());
    const double mean = std::accumulate(days.begin(), days.end(), 0.0) / count;
    double squares = 0;
    for (const double each : days) squares += (each - mean) * (each - mean);
    const double deviation = std::sqrt(squares / (count - 1));
    others = std::max(0.0, mean - one_sided_95 * deviation / std::sqrt(count));
  }
  const double dark = tally.dark.asked > 0 ? tally.dark.missed / tally.dark.asked : 0;
  return (dark_days_ * dark + (year_days - dark_days_) * others) / year_days;
}

std::vector<std::string> SimulatedGoals::shortfalls() const {
  std::vector<std::string> out;
  for (const Tally& tally : tallies_) {
    const Workload* workload = workload_named(site_, tally.name);
    if (workload == nullptr) continue;
    const double allowed = may_be_late(*workload) * tally.in_time_asked;
    if (allowed > 0 && tally.late > allowed + beyond_chance * std::sqrt(allowed)) {
      out.push_back(fmt::format("{}: {} come later than asked, {} may", tally.name,
                                percent(tally.late / tally.in_time_asked),
                                percent(may_be_late(*workload))));
    }
    // Batch work that begins late in a shortage ends beyond its window: a day a year.
    const double room = workload->kind == WorkloadKind::batch ? 1 / year_days : 0.0;
    const double missed = missed_share(tally);
    if (missed > 1 - workload->served_goal + room) {
      out.push_back(fmt::format("{}: at most {} of a year's work is served, {} is asked for",
                                tally.name, percent(1 - missed), percent(workload->served_goal)));
    }
  }
  return out;
}

}  // namespace islet
