#include "energy/look_ahead.h"

#include <algorithm>
#include <cmath>

#include "energy/generator_choice.h"
#include "energy/shedding.h"

namespace islet {
namespace {

/// Hours of work that the set has to spare when it starts, and when it stops: between them it does
/// not start anew for the next cloud. Own choice, 2026-11-22.
constexpr int spare_at_start = 1;
constexpr int spare_at_stop = 4;
/// Above this charge there is no room for what it makes.
constexpr double full_enough = 0.95;

/// Whether the hours left to the set, less some to spare, can no more than make up what is missing.
bool is_last_moment(const Shortage& ahead, Energy an_hour, int spare) {
  if (ahead.missing <= Energy()) return false;
  return ahead.to_work <= std::ceil(ahead.missing / an_hour) + spare;
}

}  // namespace

/// The store hour by hour, dark days and all, with the set at rest:
///
///     e(0)     = (charge - floor) store
///     e(k + 1) = e(k) - short                                   where the loads ask for more
///              = min((1 - floor) store, e(k) + returned * surplus)            else
///     missing  = max(0, -min e)
///
/// Valid for   hours; the set's own energy is as good as any other in it
/// Leaves out  limits of charging and discharging power, what the store loses while it rests
/// Source      balance of energy; dark days as a chance constraint, Charnes and Cooper, Management
///             Science 6(1), 1959
Shortage shortage_ahead(const Outlook& outlook, double charge, double floor) {
  Shortage out;
  const Energy full = (1 - floor) * outlook.store;
  Energy left = (charge - floor) * outlook.store;
  Energy least = left;
  bool is_short = left < Energy();
  for (const HourAhead& each : outlook.hours) {
    const Energy net = (each.panels + each.grid - each.demand) * hour;
    left = net < Energy() ? left + net : std::min(full, left + outlook.returned * net);
    least = std::min(least, left);
    is_short = is_short || left < Energy();
    if (!is_short && !each.quiet) ++out.to_work;
  }
  if (!outlook.hours.empty()) out.missing = std::max(Energy(), Energy() - least);
  return out;
}

/// Starts in the last hour in which the hours left to the set can still make up what is missing;
/// stops when four more are left: the sun may come before them. Runs at its rating and fills the
/// battery. What is short now, quiet hours, minimum runs and the last of the fuel go before, as in
/// the other rules.
///
///     starts  if missing > 0 and hours to work <= ceil(missing / (rated * returned)) + 1
///     stops   if missing = 0 or hours to work > ceil(missing / (rated * returned)) + 4
///
/// Valid for   one set, asked every hour or more often
/// Leaves out  that a set draws less fuel a kWh at its rating
/// Source      Islet's own rule; after Barley and Winn, Solar Energy 58(4-6), 1996, "ideal
///             predictive dispatch"
Setpoint LookAhead::decide(const PlantView& view, std::span<LoadSetting> settings) const {
  const Demand demand = settings_by_charge(view, rule_.steps, settings);
  const Outlook& outlook = view.outlook;
  const double floor = std::max(outlook.kept, rule_.gives_up_below);
  const bool foretold = !outlook.hours.empty() && outlook.store > Energy();
  ChargeMarks marks = marks_at(rule_, view);
  bool may_stop = view.charge >= marks.stop_above;
  bool must_start = false;
  if (foretold && view.generator_rated > Power()) {
    marks.start_below = 0;
    may_stop = view.charge >= full_enough;
    if (!may_stop) {
      const Shortage ahead = shortage_ahead(outlook, view.charge, floor);
      const Energy an_hour = outlook.returned * view.generator_rated * hour;
      must_start = is_last_moment(ahead, an_hour, spare_at_start);
      may_stop = !is_last_moment(ahead, an_hour, spare_at_stop);
    }
  }
  const bool may_start =
      view.generator_can_run && !view.quiet_hour && view.fuel >= rule_.fuel_for_safety;
  const bool runs = (must_start && may_start) ||
                    generator_wanted(view, rule_, marks.start_below, demand, may_stop);
  return filling_battery(view, runs, demand, settings);
}

}  // namespace islet
