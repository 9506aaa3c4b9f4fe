// Plain hours of a resting generator: sun and battery, or sun and grid, carry all.
#include <algorithm>
#include <cstddef>

#include "base/lesser.h"
#include "energy/plain_course.h"
#include "energy/plain_hours.h"

namespace islet {

/// The battery gives `needed` from above the reserve, and the generator rests.
inline bool PlainHours::is_carried(Power needed, Energy stored, Energy start) const {
  if (stored < start || needed > store_.discharge_max) return false;
  const Power above_reserve = store_.above(stored, reserve_);
  return above_reserve > Power() && above_reserve >= needed;
}

/// The charge below which a resting generator starts; without fuel it never does.
Energy PlainHours::start_below(Volume fuel, bool& wants_fuel) const {
  if (!plant_.generator) return Energy(-endless);
  if (fuel > fuel_least_ || output_limit(*plant_.generator, fuel, hour) > Power()) {
    return start_least_;
  }
  wants_fuel = true;
  return Energy(-endless);
}

void PlainHours::rest(Course& now) const {
  now.state.is_running = false;
  now.state.ran = Duration();
  now.start = start_below(now.state.fuel, now.wants_fuel);
  const Energy start_most = now.start > Energy(-endless) ? start_most_ : now.start;
  now.surely_carried = std::max(start_most, carried_above_reserve_);
}

inline const PlainHours::HourMarks& PlainHours::marks_by_hour(const Course& now) const {
  return now.start > Energy(-endless) ? starts_ : rests_;
}

template <PlainHours::Look look>
[[gnu::always_inline]] inline PlainHours::Marks PlainHours::marks_of(int i,
                                                                     const Course& now) const {
  if (look == Look::at_nothing) return {now.start, now.surely_carried};
  return marks_by_hour(now)[static_cast<std::size_t>(i % 24)];
}

/// What the battery gives where the sun on the bus is `surplus` above own draw.
[[gnu::always_inline]] inline Power PlainHours::needed(Power load, Power surplus,
                                                       Power sun_left) const {
  const Power missing = load - sun_left * rates_.load_per_bus;
  return (sun_left - surplus) + missing * rates_.bus_per_load;
}

/// Hours in which the store surely carries what the sun does not, and surely takes what the sun
/// leaves: nothing has to be decided in them. Gives the first hour that was not run.
template <PlainHours::Look look>
[[gnu::always_inline]] inline int PlainHours::carried_hours(int i, int end, Course& now) const {
  constexpr bool checks = look >= Look::at_limits;
  constexpr bool has_hours = look != Look::at_nothing;
  const HourMarks& marks = marks_by_hour(now);
  // Counted on, which spares a division an hour.
  auto at = static_cast<std::size_t>(i % 24);
  const BandRow* band = now.band;
  Energy stored = now.state.stored;
  Energy lowest = now.sums.lowest;
  Energy sum;
  Power sum_in, sum_out, sum_load;
  for (; i < end && bands_.follow(stored, i, band, now.path); ++i) {
    if (stored < (has_hours ? marks[at].surely_carried : now.surely_carried)) break;
    if (is_on_grid<look>(i)) break;
    at = at == 23 ? 0 : at + 1;
    const Power load = band->all[i];
    if (checks && !fits_all(load, now.state.cells_c)) break;
    const Power surplus = sun_[i] - own_;
    const Power sun_left = greater(Power(), surplus);
    if (sun_left * rates_.load_per_bus >= load && surplus >= Power()) {
      const bool may_charge = !checks || fits_charging(now.state.cells_c);
      const Power left = surplus - lesser(surplus, load * rates_.bus_per_load);
      const Power in = may_charge ? left : Power();
      if (in > charge_fits_ || stored + in * store_.gained_by > brim_) break;
      stored = store_.inside_after_charge(stored, in);
      sum_in += in;
    } else {
      const Power out = needed(load, surplus, sun_left);
      stored = store_.inside_after_discharge(stored, out);
      sum_out += out;
    }
    lowest = lesser(stored, lowest);
    sum += stored;
    sum_load += load;
    if (checks) now.state.cells_c = band->inside_c[i];
  }
  now.note_hours(stored, band, lowest, sum);
  PlainSums& sums = now.sums;
  sums.in += sum_in;
  sums.out += sum_out;
  sums.load_resting += sum_load;
  return i;
}

/// Charges with what the battery takes of `left`; true where that fills it.
[[gnu::always_inline]] inline bool PlainHours::charge(Power left, bool may_charge,
                                                      Course& now) const {
  const Power wanted = may_charge ? lesser(left, store_.charge_max) : Power();
  const Power room = greater(Power(), store_.filling(now.state.stored));
  const Power in = lesser(wanted, room);
  now.sums.in += in;
  now.note(store_.after(now.state.stored, in, Power()));
  return wanted > room;
}

/// What sun does not carry the battery does; false, and nothing is changed, where it may not.
[[gnu::always_inline]] inline bool PlainHours::gives(Power load, Power surplus, const Marks& marks,
                                                     Course& now) const {
  const Energy stored = now.state.stored;
  const Power out = needed(load, surplus, greater(Power(), surplus));
  if (stored < marks.surely_carried &&
      !is_carried(out + hair * (load + own_), stored, marks.start)) {
    return false;
  }
  now.sums.out += out;
  now.note(store_.after(stored, Power(), out));
  return true;
}

/// One hour in which sun and grid carry all, and the battery gives nothing; false, and nothing is
/// changed, where it would have to. What the policies look at has a hair to spare.
[[gnu::always_inline]] inline bool PlainHours::fed_by_grid(int i, Power load, Course& now) const {
  const Energy stored = now.state.stored;
  const double cells_c = now.state.cells_c;
  if (!may_discharge(cells_c) || (has_battery_ && stored < surely_fed_)) return false;
  const Power sun = sun_[i];
  const Power uncovered = has_battery_ ? Power() : greater(Power(), own_ - sun);
  const Power by_grid = (grid_[i] - uncovered * rates_.source_per_bus) * rates_.load_per_source;
  if (load * (1 + hair) > by_sun(sun - own_) + by_grid) return false;
  BusBalance books(rates_, {.panels = sun,
                            .must_run = Power(),
                            .may_run = Power(),
                            .grid = grid_[i],
                            .charger = charger_max_,
                            .inverter = inverter_max_,
                            .own = own_,
                            .load = load});
  books.feed_own(has_battery_ ? Power(endless) : Power());
  books.feed_load();
  if (books.load_left() > Power() || books.own_left() > Power()) return false;
  Power in;
  if (stored != now.filled_from) {
    now.filled_from = stored;
    now.room = lesser(store_.charge_max, store_.filling(stored));
    now.filled_to = store_.after(stored, now.room, Power());
  }
  if (now.room > Power() && fits_charging(cells_c)) {
    in = books.charge(now.room, plant_.grid_may_charge, Power());
  }
  now.note(in == now.room ? now.filled_to : store_.after(stored, in, Power()));
  PlainSums& sums = now.sums;
  sums.grid_hours += 1;
  sums.grid += grid_[i] - books.grid_left();
  sums.sun += sun - books.panels_left();
  sums.in_fed += in;
  sums.load += load;
  return true;
}

/// Hours like the last one, which filled the battery, while its band and its cells stay.
inline int PlainHours::filled_hours(int i, int end, Course& now) const {
  const BandRow& band = *now.band;
  const Energy start_most = now.start > Energy(-endless) ? start_most_ : now.start;
  FilledCourse::Store store{now.state.stored, now.sums.lowest, now.sums.above_floor,
                            std::max({band.lower, start_most, surely_fed_}), band.upper};
  const int next =
      filled_.run(i, std::min(end, bands_.fits_until(i)), band.all, store, now.sums.filled);
  if (next > i) {
    now.state.stored = store.stored;
    now.sums.lowest = store.lowest;
    now.sums.above_floor = store.sum;
    now.sums.grid_hours += next - i;
    now.state.cells_c = band.inside_c[next - 1];
  }
  return next;
}

/// How far the store is below the mark less what the sun carries of the hour's loads:
///
///     start - stored - min(by sun, full) / full hour_asks,    times full, which spares a division
///
/// Valid for   a store below the mark itself
/// Leaves out  nothing
/// Source      generator_choice.cc; less than a hair of it decides nothing
inline PlainHours::BelowMark PlainHours::below_mark(int i, Power full, Power surplus,
                                                    Energy below) const {
  const Energy asks = hour_asks_[static_cast<std::size_t>(i % 24)];
  const auto left = below * full - asks * lesser(by_sun(surplus), full);
  const auto near = hair * store_.ceiling * full;
  return left >= near ? BelowMark::yes : left <= -near ? BelowMark::no : BelowMark::nearly;
}

/// The policies start where the battery would be used below that, by the loads at full level.
inline bool PlainHours::is_wanted(Power full, Power surplus, Energy stored, Energy start) const {
  return stored < start && by_sun(surplus) < full;
}

/// One hour in which the generator rests: the step of `PlantStep` for three cases, with its
/// roundings:
///
///     the sun carries all:  in  = min(sun left, charge_max, room)
///     battery and sun do:   out = own left + load left / bus_to_load
///     grid and sun do:      in  = min(sun left + grid left, charge_max, room)
///
/// `begins`: of a rest, which a run that may end does at any charge. Gives the next hour; `i` where
/// this one is not plain, or the generator starts in it.
///
/// Valid for   hours, policies that follow `PlainRule`
/// Leaves out  shortage, reserve, cells that need heat: such an hour ends the run
/// Source      plant_step.h; a test compares the two
template <PlainHours::Look look>
[[gnu::always_inline]] inline int PlainHours::rest_hour(int i, int end, bool begins,
                                                        Course& now) const {
  constexpr bool checks = look >= Look::at_limits;
  if (now.band == nullptr || !bands_.follow(now.state.stored, i, now.band, now.path)) return i;
  Marks marks = marks_of<look>(i, now);
  if (begins) marks.start = Energy(-endless);
  const Energy stored = now.state.stored;
  const Power load = now.band->all[i];
  bool is_filled = false;
  if (is_on_grid<look>(i)) {
    if (begins || stored < marks.start || !fed_by_grid(i, load, now)) return i;
    is_filled = now.state.stored == now.filled_to;
  } else {
    if (checks && !fits_all(load, now.state.cells_c)) return i;
    const Power surplus = sun_[i] - own_;
    const Power full = bands_.full()[i];
    if (charges_ && stored < marks.start) {
      const BelowMark is_below = below_mark(i, full, surplus, marks.start - stored);
      if (is_below == BelowMark::nearly) return i;
      if (is_below == BelowMark::no) marks.start = Energy(-endless);
    }
    const bool sun_does = surplus >= Power() && surplus * rates_.load_per_bus >= load;
    if (sun_does ? is_wanted(full, surplus, stored, marks.start)
                 : !gives(load, surplus, marks, now)) {
      now.starts = is_wanted(full, surplus, stored, marks.start);
      return i;
    }
    if (sun_does) {
      const Power left = surplus - std::min(surplus, load * rates_.bus_per_load);
      is_filled = charge(left, !checks || fits_charging(now.state.cells_c), now);
    }
    now.sums.load_resting += load;
  }
  if (checks) now.state.cells_c = now.band->inside_c[i];
  return is_filled ? filled_hours(i + 1, end, now) : i + 1;
}

/// Hours until the generator starts.
template <PlainHours::Look look>
int PlainHours::rest_hours(int i, int end, Course& now) const {
  const int first = i;
  const bool begins = now.state.is_running;
  const Duration ran = now.state.ran;
  if (begins) rest(now);
  while (i < end) {
    if (now.band != nullptr && !is_on_grid<look>(i)) i = carried_hours<look>(i, end, now);
    if (i == end) break;
    const int next = rest_hour<look>(i, end, begins && i == first, now);
    if (next == i) break;
    i = next;
  }
  if (begins && i == first) {
    now.state.is_running = true;
    now.state.ran = ran;
  }
  now.is_over = i < end && !now.starts;
  return i;
}

template int PlainHours::rest_hours<PlainHours::Look::at_nothing>(int, int, Course&) const;
template int PlainHours::rest_hours<PlainHours::Look::at_hours>(int, int, Course&) const;
template int PlainHours::rest_hours<PlainHours::Look::at_limits>(int, int, Course&) const;
template int PlainHours::rest_hours<PlainHours::Look::at_limits_and_grid>(int, int, Course&) const;

}  // namespace islet
