// Plain hours of a running generator.
#include <algorithm>
#include <cstddef>

#include "base/lesser.h"
#include "energy/plain_course.h"
#include "energy/plain_hours.h"

namespace islet {

/// Hours of the generator that its fuel surely lasts for, at its rating.
int PlainHours::fuelled_hours(Volume fuel) const {
  if (!has_tank_) return hours_per_year;
  const double hours = (fuel - fuel_least_) / cubic_metre * hours_per_volume_;
  return hours > 0.0 ? 1 + static_cast<int>(lesser(hours, double{hours_per_year})) : 0;
}

/// Hours of a running generator whose minimum carries all loads, and whose charge nothing binds:
///
///     set = least - load / set_to_load - own left / set_to_bus
///     in  = set set_to_bus + sun left (+ (rated - least) set_to_bus, where it charges)
///
/// or nothing where the cells may not be charged: what the set makes in these `idle` hours beyond
/// the loads is dumped. Gives the first hour that was not run, which the general form looks at.
///
/// Valid for   hours, with the roundings of `runs_set`
/// Leaves out  a full battery, its limits and the charger's
/// Source      bus_balance.h
template <PlainHours::Look look>
[[gnu::always_inline]] inline int PlainHours::driven_hours(int i, int end, Course& now) const {
  constexpr bool checks = look >= Look::at_limits;
  const int first = i;
  const BandRow* band = now.band;
  Energy stored = now.state.stored;
  Energy lowest = now.sums.lowest;
  Energy sum;
  Power sum_in, sum_sun, sum_load, sum_dumped;
  int idle = 0;
  for (; i < end && bands_.follow(stored, i, band, now.path); ++i) {
    const Power load = band->all[i];
    if (load > by_minimum_ || stored < surely_fed_ || is_on_grid<look>(i)) break;
    const double cells_c = now.state.cells_c;
    if (checks && !fits_all(load, cells_c)) break;
    const Power sun = sun_[i];
    if (may_stop<look>(i, sun, stored)) break;
    const Power own_by_sun = lesser(own_, sun);
    const Power set =
        (least_ - load * rates_.source_per_load) - (own_ - own_by_sun) * rates_.source_per_bus;
    const bool may_charge = !checks || fits_charging(cells_c);
    const Power left = set * rates_.bus_per_source + (sun - own_by_sun) + boost_;
    const Power in = may_charge ? left : Power();
    if (in > charge_fits_ || stored + in * store_.gained_by > brim_) break;
    stored = store_.inside_after_charge(stored, in);
    lowest = lesser(stored, lowest);
    sum += stored;
    sum_in += in;
    sum_sun += may_charge ? sun : own_by_sun;
    sum_load += load;
    if (!may_charge) {
      sum_dumped += set;
      ++idle;
    }
    if (checks) now.state.cells_c = band->inside_c[i];
  }
  now.note_hours(stored, band, lowest, sum);
  PlainSums& sums = now.sums;
  sums.in_fed += sum_in;
  sums.sun += sum_sun;
  sums.load += sum_load;
  sums.dumped += sum_dumped;
  sums.made += (i - first - idle) * driven_ + idle * least_;
  return i;
}

/// One hour of a running generator that carries all loads; false, and nothing is changed, where
/// own draw or the generator's size have a say.
[[gnu::always_inline]] inline bool PlainHours::runs_set(Power load, Power sun, bool may_charge,
                                                        Course& now) const {
  const Energy stored = now.state.stored;
  if (load > alone_ || stored < surely_fed_) return false;
  BusBalance books(rates_, {.panels = sun,
                            .must_run = least_,
                            .may_run = may_run_,
                            .grid = Power(),
                            .charger = charger_max_,
                            .inverter = inverter_max_,
                            .own = own_,
                            .load = load});
  books.feed_own_by_panels();
  books.feed_load();
  if (books.load_left() > Power() || books.own_left() > Power()) return false;
  const Power spent = least_ + (may_run_ - books.may_run_left());
  const Power aim = charges_ ? rated_ - spent : Power();
  const Power sink = greater(Power(), lesser(store_.charge_max, store_.filling(stored)));
  const Power in = may_charge && sink > Power() ? books.charge(sink, false, aim) : Power();
  now.note(store_.after(stored, in, Power()));
  PlainSums& sums = now.sums;
  sums.made += least_ + (may_run_ - books.may_run_left());
  sums.dumped += books.must_run_left();
  sums.sun += sun - books.panels_left();
  sums.in_fed += in;
  sums.load += load;
  return true;
}

/// Hours of a running generator, until it may rest or its fuel has to be looked at again; and the
/// hour in which it starts.
template <PlainHours::Look look>
int PlainHours::set_hours(int i, int end, Course& now) const {
  constexpr bool checks = look >= Look::at_limits;
  const int first = i;
  const bool starting = now.starts;
  const int fuelled = fuelled_hours(now.state.fuel);
  const int until = std::min(end, i + fuelled);
  const Power made_before = now.sums.made;
  bool is_done = false;
  for (; i < until; ++i) {
    i = driven_hours<look>(i, until, now);
    if (i == until || now.band == nullptr) break;
    const Power load = now.band->all[i];
    if (is_on_grid<look>(i) || (checks && !fits_all(load, now.state.cells_c))) break;
    const Power sun = sun_[i];
    is_done = !(starting && i == first) && may_stop<look>(i, sun, now.state.stored);
    const bool may_charge = !checks || fits_charging(now.state.cells_c);
    if (is_done || !runs_set(load, sun, may_charge, now)) break;
    if (checks) now.state.cells_c = now.band->inside_c[i];
  }
  if (i == first && starting) {
    now.is_over = true;
    return i;
  }
  now.starts = false;
  now.state.is_running = true;
  now.state.ran += (i - first) * hour;
  now.sums.running_hours += i - first;
  now.sums.starts += starting ? 1 : 0;
  if (has_tank_) {
    const Volume burnt =
        (i - first) * burnt_by_itself_ + (set_.fuel.slope * (now.sums.made - made_before)) * hour;
    now.state.fuel = std::max(Volume(), now.state.fuel - burnt);
  }
  now.may_rest = is_done && now.state.ran >= minimum_run_;
  now.is_over = (i < until || fuelled == 0) && !now.may_rest;
  return i;
}

template int PlainHours::set_hours<PlainHours::Look::at_nothing>(int, int, Course&) const;
template int PlainHours::set_hours<PlainHours::Look::at_hours>(int, int, Course&) const;
template int PlainHours::set_hours<PlainHours::Look::at_limits>(int, int, Course&) const;
template int PlainHours::set_hours<PlainHours::Look::at_limits_and_grid>(int, int, Course&) const;

}  // namespace islet
