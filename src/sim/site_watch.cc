#include "sim/site_watch.h"

#include <algorithm>
#include <cmath>

namespace islet {
namespace {

/// Of sums that differ by rounding.
constexpr double slack = 1e-9;

EngineId engine_id(std::size_t unit, std::size_t kind) {
  return EngineId{static_cast<std::uint8_t>(2 * unit + kind)};
}

bool is_within(double value, double low, double high) {
  return value >= low - slack && value <= high + slack;
}

}  // namespace

SiteWatch::SiteWatch(const SchedulerSettings& settings, Invariants::Promises promises,
                     const CostEstimate& costs, Instant begin)
    : invariants_(settings, promises, costs),
      now_(begin),
      step_began_(begin),
      highest_(invariants_.limit()) {}

/// The limit that held until now, over the time in which it held.
void SiteWatch::pass_time(Instant now) {
  if (now > now_) {
    const Power limit = invariants_.limit();
    allowed_ += limit * between(now_, now);
    highest_ = std::max(highest_, limit);
    now_ = now;
  }
}

void SiteWatch::see(Instant now, const Event& event, std::span<const Decision> decisions) {
  pass_time(now);
  if (std::holds_alternative<RequestArrives>(event)) ++arrived_;
  invariants_.see(now, event, decisions);
  had_safety_ = had_safety_ || invariants_.runs_safety();
}

void SiteWatch::see_held(std::span<const int> held) {
  for (std::size_t engine = 0; engine < held.size(); ++engine) {
    const EngineId id = engine_id(engine / 2, engine % 2);
    if (invariants_.running_on(id) == held[engine]) continue;
    invariants_.report("an engine holds other work than was started there", engine);
  }
}

void SiteWatch::see_unit(std::size_t unit, const UnitReport& report) {
  for (std::size_t kind = 0; kind < 2; ++kind) {
    if (report.held[kind] > 0 && !report.works[kind]) {
      invariants_.report("an engine stands still with work", 2 * unit + kind);
    }
  }
  const Duration step = between(step_began_, now_);
  if (!is_within(report.drawn / joule, 0, (1 + slack) * (report.full * step / joule))) {
    invariants_.report("a unit drew less than nothing or more than it can", unit);
  }
}

/// Whether the engines kept to what they were allowed in the step that has ended.
///
///     drawn <= limit over time + (full power over one step of each engine, where the limit fell)
///
/// Valid for   limits that are told at the step's start or within it
/// Leaves out  steps with safety work, which no limit stops
/// Source      no step of an engine is interrupted: one that was begun ends as it began
void SiteWatch::see_cap(const std::vector<UnitReport>& units, Duration step) {
  Energy sum;
  Energy under_way;
  for (const UnitReport& unit : units) {
    sum += unit.drawn_by_engines;
    under_way += unit.full * unit.quantum;
  }
  const Energy drawn = sum - by_engines_;
  by_engines_ = sum;
  // Books are kept at the end of an engine's step: one may belong to the step before.
  const bool is_kept = drawn <= allowed_ + 2.0 * under_way + slack * (highest_ * step);
  if (!is_kept && !had_safety_) {
    invariants_.report("engines drew more than they may",
                       static_cast<std::uint64_t>((drawn - allowed_) / joule));
  }
}

void SiteWatch::see_plant(const PlantLoop& plant) {
  const PlantState& state = plant.state();
  const double full = plant.plant().battery.ceiling() / joule;
  if (!is_within(state.stored / joule, 0, full * (1 + slack))) {
    invariants_.report("the battery is emptier than empty or fuller than full", 0);
  }
  const Volume tank = plant.plant().generator ? plant.plant().generator->tank : Volume();
  if (tank > Volume() && !is_within(state.fuel / tank, 0, 1)) {
    invariants_.report("the tank is emptier than empty or fuller than full", 0);
  }
  const StepFlows& flows = plant.flows();
  for (const Energy flow :
       {flows.panels, flows.generator, flows.grid, flows.battery_in, flows.battery_out, flows.load,
        flows.shortfall, flows.own, flows.conversion_loss, flows.battery_loss, flows.dumped}) {
    if (!(flow / joule >= -slack)) invariants_.report("energy flows backwards", 0);
  }
}

void SiteWatch::see_step(Instant now, std::int64_t in_house, const std::vector<UnitReport>& units,
                         const PlantLoop& plant) {
  pass_time(now);
  for (std::size_t unit = 0; unit < units.size(); ++unit) {
    see_unit(unit, units[unit]);
    for (std::size_t kind = 0; kind < 2; ++kind) held_.push_back(units[unit].held[kind]);
  }
  see_held(held_);
  held_.clear();
  see_cap(units, between(step_began_, now));
  see_plant(plant);
  if (in_house != invariants_.open()) {
    invariants_.report("the house holds others than those that are open",
                       static_cast<std::uint64_t>(std::abs(in_house - invariants_.open())));
  }
  invariants_.check_deadlines(now);
  step_began_ = now;
  allowed_ = Energy();
  highest_ = invariants_.limit();
  had_safety_ = invariants_.runs_safety();
}

void SiteWatch::finish(Instant now, std::int64_t given_out, double counted, double share,
                       const std::vector<FramesReport>& frames) {
  if (!is_within(share, 0, 1 + 1e-6)) {
    invariants_.report("requests were booked more than their engines drew", 0);
  }
  invariants_.finish(now, false);
  if (arrived_ > given_out) invariants_.report("more requests arrived than were sent", 0);
  if (static_cast<double>(arrived_) != counted) {
    invariants_.report(
        "requests are missing in the books or there twice",
        static_cast<std::uint64_t>(std::abs(static_cast<double>(arrived_) - counted)));
  }
  for (const FramesReport& each : frames) {
    if (std::abs(each.asked - each.ended) <= each.one_more) continue;
    invariants_.report("frames of " + each.name + " are missing or there twice",
                       static_cast<std::uint64_t>(std::abs(each.asked - each.ended)));
  }
}

}  // namespace islet
