#include "energy/plain_hours.h"

#include <algorithm>
#include <cstddef>

#include "base/lesser.h"

namespace islet {

/// What a run keeps in registers.
struct PlainHours::Course {
  Course(const PlainState& now, PlainSums& year_sums) : state(now), sums(year_sums) {}

  PlainState state;
  PlainSums& sums;
  const BandRow* band = nullptr;  ///< of the last hour that was run
  Energy start;                   ///< a resting generator starts below this; checked by the hour
  Energy surely_carried;          ///< with more than this it rests
  bool is_over = false;           ///< an hour that is not plain was met
  bool may_rest = false;          ///< a running generator, in the next hour
  bool starts = false;            ///< a resting one, in the next hour
  bool wants_fuel = false;        ///< a generator rested that could not have run
};

/// The same of a resting generator.
struct PlainHours::RestCourse {
  explicit RestCourse(const Course& now)
      : stored(now.state.stored),
        lowest(now.sums.lowest),
        // A run that may end does so at any charge.
        marks{now.state.is_running ? Energy(-endless) : now.start, now.surely_carried},
        cells_c(now.state.cells_c) {}

  void limit(const Course& now) { marks = {now.start, now.surely_carried}; }
  void note(Power drawn) {
    lowest = lesser(stored, lowest);
    sum += stored;
    load += drawn;
  }
  void leave(Course& now) const {
    now.state.stored = stored;
    now.sums.lowest = lowest;
    now.sums.above_floor += sum;
    now.sums.in += in;
    now.sums.out += out;
    now.sums.load_resting += load;
  }

  Energy stored, lowest, sum;
  Marks marks;  ///< of every hour, where nothing is looked at
  Power in, out, load;
  double cells_c;
};

/// What hours on the grid add up to; the store is the rest course's.
struct PlainHours::GridCourse {
  void leave(Course& now) const {
    now.sums.grid_hours += hours;
    now.sums.grid += taken;
    now.sums.sun += sun;
    now.sums.in_fed += in;
    now.sums.load += load;
  }

  int hours = 0;
  Power taken, sun, in, load;
  /// A battery that was filled to the brim ends the next hour on it as this one: its chain from
  /// hour to hour need not be walked again.
  Energy filled_from{-1.0}, filled_to;
  Power room;
};

/// The same of a running generator.
struct PlainHours::SetCourse {
  explicit SetCourse(const Course& now) : stored(now.state.stored), lowest(now.sums.lowest) {}

  void leave(int hours, Course& now) const {
    now.state.stored = stored;
    now.state.ran += hours * hour;
    now.sums.running_hours += hours;
    now.sums.lowest = lowest;
    now.sums.above_floor += sum;
    now.sums.made += made;
    now.sums.dumped += dumped;
    now.sums.sun += sun;
    now.sums.in_fed += in;
    now.sums.load += load;
  }

  Energy stored, lowest, sum;
  Power made, dumped, sun, in, load;
};

/// No limit of inverter or cells has a say.
inline bool PlainHours::fits_all(Power load, double cells_c) const {
  return load <= inverter_max_ && may_discharge(cells_c);
}

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

/// Charges with what the battery takes of `left`; true where that fills it. Branches, so that in
/// most hours the next charge need not wait for the room that this one left. From the lowest band
/// on there is more than rounding above the floor.
template <bool checks>
[[gnu::always_inline]] inline bool PlainHours::charge(Power left, double cells_c,
                                                      RestCourse& now) const {
  const bool may_charge = !checks || fits_charging(cells_c);
  const Power wanted = may_charge ? std::min(left, store_.charge_max) : Power();
  const Power room = store_.filling(now.stored);
  if (wanted < (1 - hair) * room) {
    now.in += wanted;
    now.stored = store_.inside_after_charge(now.stored, wanted);
    return false;
  }
  const Power taken = wanted <= room ? wanted : std::max(Power(), room);
  now.in += taken;
  now.stored = store_.after(now.stored, taken, Power());
  return wanted > room;
}

template <PlainHours::Look look>
[[gnu::always_inline]] inline PlainHours::Marks PlainHours::marks_of(int i,
                                                                     const RestCourse& now) const {
  if (look == Look::at_nothing) return now.marks;
  const bool may_start = now.marks.start > Energy(-endless);
  return (may_start ? starts_ : rests_)[static_cast<std::size_t>(i % 24)];
}

/// What the battery gives where the sun on the bus is `surplus` above own draw.
[[gnu::always_inline]] inline Power PlainHours::needed(Power load, Power surplus,
                                                       Power sun_left) const {
  const Power missing = load - sun_left * rates_.load_per_bus;
  return (sun_left - surplus) + missing * rates_.bus_per_load;
}

/// What sun does not carry the battery does; false, and nothing is changed, where it may not.
[[gnu::always_inline]] inline bool PlainHours::gives(Power load, Power surplus, const Marks& marks,
                                                     RestCourse& now) const {
  const Power out = needed(load, surplus, std::max(Power(), surplus));
  if (now.stored >= marks.surely_carried) {
    now.stored = store_.inside_after_discharge(now.stored, out);
  } else {
    if (!is_carried(out + hair * (load + own_), now.stored, marks.start)) return false;
    now.stored = store_.after(now.stored, Power(), out);
  }
  now.out += out;
  return true;
}

/// The same hour by hour, while the store surely carries what the sun does not: gives the first
/// hour that was not run. `band` is the last one's.
template <PlainHours::Look look>
[[gnu::always_inline]] inline int PlainHours::given_hours(int i, int end, const BandRow*& band,
                                                          BandPath& path, RestCourse& now) const {
  constexpr bool checks = look >= Look::at_limits;
  const BandRow* next = band;
  for (; i < end && now.stored >= marks_of<look>(i, now).surely_carried; ++i) {
    if (is_on_grid<look>(i) || !bands_.follow(now.stored, i, next, path)) break;
    const Power load = next->all[i];
    if (checks && !fits_all(load, now.cells_c)) break;
    const Power surplus = sun_[i] - own_;
    const Power sun_left = greater(Power(), surplus);
    if (sun_left * rates_.load_per_bus >= load && surplus >= Power()) break;
    const Power out = needed(load, surplus, sun_left);
    band = next;
    now.stored = store_.inside_after_discharge(now.stored, out);
    now.out += out;
    now.note(load);
    if (checks) now.cells_c = band->inside_c[i];
  }
  return i;
}

/// One hour in which sun and grid carry all, and the battery gives nothing; false, and nothing is
/// changed, where it would have to. What the policies look at has a hair to spare.
[[gnu::always_inline]] inline bool PlainHours::fed_by_grid(int i, Power load, double cells_c,
                                                           RestCourse& now, GridCourse& fed) const {
  const Energy stored = now.stored;
  if (!may_discharge(cells_c) || (has_battery_ && stored < surely_fed_)) return false;
  const Power sun = sun_[i];
  const Power uncovered = has_battery_ ? Power() : greater(Power(), own_ - sun);
  const Power by_sun = lesser(inverter_max_, greater(Power(), sun - own_) * rates_.load_per_bus);
  const Power by_grid = (grid_[i] - uncovered * rates_.source_per_bus) * rates_.load_per_source;
  if (load * (1 + hair) > by_sun + by_grid) return false;
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
  if (stored != fed.filled_from) {
    fed.filled_from = stored;
    fed.room = lesser(store_.charge_max, store_.filling(stored));
    fed.filled_to = store_.after(stored, fed.room, Power());
  }
  if (fed.room > Power() && fits_charging(cells_c)) {
    in = books.charge(fed.room, plant_.grid_may_charge, Power());
  }
  if (in == fed.room) {
    now.stored = fed.filled_to;
  } else {
    now.stored = store_.after(stored, in, Power());
  }
  now.lowest = lesser(now.stored, now.lowest);
  now.sum += now.stored;
  fed.hours += 1;
  fed.taken += grid_[i] - books.grid_left();
  fed.sun += sun - books.panels_left();
  fed.in += in;
  fed.load += load;
  return true;
}

/// Hours like the last one, which filled the battery, while its band and its cells stay.
inline int PlainHours::filled_hours(int i, int end, const BandRow& band, RestCourse& now,
                                    Course& all) const {
  const Energy start_most = all.start > Energy(-endless) ? start_most_ : all.start;
  FilledCourse::Store store{now.stored, now.lowest, now.sum,
                            std::max({band.lower, start_most, surely_fed_}), band.upper};
  const int next =
      filled_.run(i, std::min(end, bands_.fits_until(i)), band.all, store, all.sums.filled);
  if (next > i) {
    now.stored = store.stored;
    now.lowest = store.lowest;
    now.sum = store.sum;
    all.sums.grid_hours += next - i;
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
  const Power by_sun = lesser(inverter_max_, greater(Power(), surplus) * rates_.load_per_bus);
  const Energy asks = hour_asks_[static_cast<std::size_t>(i % 24)];
  const auto left = below * full - asks * lesser(by_sun, full);
  const auto near = hair * store_.ceiling * full;
  return left >= near ? BelowMark::yes : left <= -near ? BelowMark::no : BelowMark::nearly;
}

/// The policies start where the battery would be used below that, by the loads at full level.
inline bool PlainHours::is_wanted(Power full, Power surplus, Energy stored, Energy start) const {
  return stored < start && std::max(Power(), surplus) * rates_.load_per_bus < full;
}

/// Hours of the generator that its fuel surely lasts for, at its rating.
int PlainHours::fuelled_hours(Volume fuel) const {
  if (!has_tank_) return hours_per_year;
  const double hours = (fuel - fuel_least_) / cubic_metre * hours_per_volume_;
  return hours > 0.0 ? 1 + static_cast<int>(lesser(hours, double{hours_per_year})) : 0;
}

/// What a run of the generator leaves of its fuel. Not inlined: then the sums of a run stay in
/// memory, and what an hour is worked out with in registers.
[[gnu::noinline]] void PlainHours::burn(int hours, const SetCourse& run, Course& now) const {
  run.leave(hours, now);
  if (!has_tank_) return;
  const Volume burnt = hours * burnt_by_itself_ + (set_.fuel.slope * run.made) * hour;
  now.state.fuel = std::max(Volume(), now.state.fuel - burnt);
}

/// What a running generator and the sun give to own draw and loads.
template <bool by_minimum>
[[gnu::always_inline]] inline BusBalance PlainHours::fed_by_set(Power load, Power sun) const {
  BusBalance books(rates_, {.panels = sun,
                            .must_run = least_,
                            .may_run = may_run_,
                            .grid = Power(),
                            .charger = charger_max_,
                            .inverter = inverter_max_,
                            .own = own_,
                            .load = load});
  books.feed_own_by_panels();
  if (by_minimum) {
    books.feed_load_by_minimum();
  } else {
    books.feed_load();
  }
  return books;
}

/// One hour of a running generator that carries all loads; false, and nothing is changed, where
/// own draw or the generator's size have a say.
template <bool by_minimum>
[[gnu::always_inline]] inline bool PlainHours::runs_set(Power load, Power sun, bool may_charge,
                                                        SetCourse& now) const {
  const Energy stored = now.stored;
  if (load > alone_ || stored < surely_fed_) return false;
  BusBalance books = fed_by_set<by_minimum>(load, sun);
  if (books.load_left() > Power() || books.own_left() > Power()) return false;
  const Power spent = least_ + (may_run_ - books.may_run_left());
  const Power aim = charges_ ? rated_ - spent : Power();
  const auto book = [&](const BusBalance& end, Power in) {
    now.lowest = lesser(now.stored, now.lowest);
    now.sum += now.stored;
    now.made += least_ + (may_run_ - end.may_run_left());
    now.dumped += end.must_run_left();
    now.sun += sun - end.panels_left();
    now.in += in;
    now.load += load;
  };
  // Branches, as in `charge`: what is left rarely fills the battery.
  const Power room = store_.filling(stored);
  const Power charged = may_charge ? books.charge(store_.charge_max, false, aim) : Power();
  if (charged < (1 - hair) * room) {
    now.stored = store_.inside_after_charge(stored, charged);
    book(books, charged);
    return true;
  }
  // Balanced anew, rather than kept for this in every hour.
  BusBalance filling = fed_by_set<by_minimum>(load, sun);
  const Power sink = greater(Power(), lesser(store_.charge_max, room));
  const Power filled = may_charge && sink > Power() ? filling.charge(sink, false, aim) : Power();
  now.stored = store_.after(stored, filled, Power());
  book(filling, filled);
  return true;
}

/// Hours in which the generator rests, or those that begin with its rest: the step of `PlantStep`
/// for three cases, with its roundings:
///
///     the sun carries all:  in  = min(sun left, charge_max, room)
///     battery and sun do:   out = own left + load left / bus_to_load
///     grid and sun do:      in  = min(sun left + grid left, charge_max, room)
///
/// Ends before the hour in which the generator starts. The charge is the only chain from hour to
/// hour, and kept short.
///
/// Valid for   hours, policies that follow `PlainRule`
/// Leaves out  shortage, reserve, cells that need heat: such an hour ends the run
/// Source      plant_step.h; a test compares the two
template <PlainHours::Look look>
int PlainHours::rest_hours(int i, int end, Course& now, BandPath& path) const {
  constexpr bool checks = look >= Look::at_limits;
  RestCourse run(now);
  GridCourse fed;
  const BandRow* last = now.band;
  const BandRow* band = last != nullptr ? last : bands_.enter(now.state.stored, i, path);
  const Power* const full = bands_.full();
  const int first = i;
  bool starts = false;
  for (; i < end; ++i) {
    if (band == nullptr || !bands_.follow(run.stored, i, band, path)) break;
    Marks marks = marks_of<look>(i, run);
    const Power load = band->all[i];
    if (is_on_grid<look>(i)) {
      if (now.state.is_running || run.stored < marks.start) break;
      if (!fed_by_grid(i, load, run.cells_c, run, fed)) break;
      if (run.stored == fed.filled_to) i = filled_hours(i + 1, end, *band, run, now) - 1;
      last = band;
      run.cells_c = band->inside_c[i];
      continue;
    }
    if (checks && !fits_all(load, run.cells_c)) break;
    const Power surplus = sun_[i] - own_;
    if (charges_ && run.stored < marks.start) {
      const BelowMark is_below = below_mark(i, full[i], surplus, marks.start - run.stored);
      if (is_below == BelowMark::nearly) break;
      if (is_below == BelowMark::no) marks.start = Energy(-endless);
    }
    const bool sun_does = surplus >= Power() && surplus * rates_.load_per_bus >= load;
    if (!sun_does && run.stored >= marks.surely_carried && !now.state.is_running) {
      i = given_hours<look>(i, end, band, path, run) - 1;
      last = band;
      continue;
    }
    bool is_filled = false;
    if (sun_does) {
      if (is_wanted(full[i], surplus, run.stored, marks.start)) {
        starts = !now.state.is_running;
        break;
      }
      const Power left = surplus - std::min(surplus, load * rates_.bus_per_load);
      is_filled = charge<checks>(left, run.cells_c, run);
    } else if (!gives(load, surplus, marks, run)) {
      starts = !now.state.is_running && is_wanted(full[i], surplus, run.stored, marks.start);
      break;
    }
    if (now.state.is_running) {
      rest(now);
      run.limit(now);
    }
    run.note(load);
    if (is_filled) i = filled_hours(i + 1, end, *band, run, now) - 1;
    last = band;
    if (checks) run.cells_c = band->inside_c[i];
  }
  if (!checks && i > first) run.cells_c = last->inside_c[i - 1];
  run.leave(now);
  if (look == Look::at_limits_and_grid) fed.leave(now);
  now.band = starts ? band : last;
  now.state.cells_c = run.cells_c;
  now.starts = starts;
  now.is_over = i < end && !starts;
  return i;
}

/// Hours of a running generator, until it may rest or its fuel has to be looked at again; and the
/// hour in which it starts.
template <PlainHours::Look look>
int PlainHours::set_hours(int i, int end, Course& now, BandPath& path) const {
  constexpr bool checks = look >= Look::at_limits;
  SetCourse run(now);
  const BandRow* last = now.band;
  const BandRow* band = last != nullptr ? last : bands_.enter(now.state.stored, i, path);
  const Power* const full = bands_.full();
  double cells_c = now.state.cells_c;
  const int first = i;
  const bool starting = now.starts;
  const int fuelled = fuelled_hours(now.state.fuel);
  const int until = std::min(end, i + fuelled);
  bool is_done = false;
  for (; i < until; ++i) {
    if (band == nullptr || !bands_.follow(run.stored, i, band, path)) break;
    const Power load = band->all[i];
    if (is_on_grid<look>(i) || (checks && !fits_all(load, cells_c))) break;
    const Power sun = sun_[i];
    // What the policies look at: the loads alone, the plant's own draw aside.
    const Power by_sun = greater(sun - own_, Power()) * rates_.load_per_bus;
    const bool has_hours = look != Look::at_nothing;
    const Energy stop = stop_above_[has_hours ? static_cast<std::size_t>(i % 24) : 0];
    is_done = !now.starts && (run.stored >= stop || (by_sun >= full[i] && !charges_));
    const bool may_charge = !checks || fits_charging(cells_c);
    if (is_done) break;
    if (load <= by_minimum_ ? !runs_set<true>(load, sun, may_charge, run)
                            : !runs_set<false>(load, sun, may_charge, run))
      break;
    now.starts = false;
    last = band;
    if (checks) cells_c = band->inside_c[i];
  }
  if (i == first && starting) {
    now.is_over = true;
    return i;
  }
  if (!checks && i > first) cells_c = last->inside_c[i - 1];
  burn(i - first, run, now);
  now.sums.starts += starting ? 1 : 0;
  now.state.is_running = true;
  now.may_rest = is_done && now.state.ran >= minimum_run_;
  now.is_over = (i < until || fuelled == 0) && !now.may_rest;
  now.state.cells_c = cells_c;
  now.band = last;
  return i;
}

template <PlainHours::Look look>
int PlainHours::run_hours(int i, int end, Course& now, BandPath& path) const {
  while (i < end && !now.is_over) {
    if (now.starts || (now.state.is_running && !now.may_rest)) {
      i = set_hours<look>(i, end, now, path);
    } else {
      now.may_rest = false;
      i = rest_hours<look>(i, end, now, path);
    }
  }
  return i;
}

int PlainHours::run(int i, int end, PlainState& now, BandPath& path, PlainSums& sums) const {
  path.count = 0;
  const int first = i;
  const int not_resting = sums.running_hours + sums.grid_hours;
  const bool binds_inverter = bands_.most_load() > inverter_max_;
  Course course(now, sums);
  course.surely_carried = carried_above_reserve_;
  if (!now.is_running) rest(course);
  while (i < end && !course.is_over) {
    const bool fits = i == first ? bands_.fits(course.state.cells_c) : bands_.fits_until(i) > i;
    if (grid_ != nullptr) {
      i = run_hours<Look::at_limits_and_grid>(i, end, course, path);
    } else if (binds_inverter || !fits) {
      const int until = binds_inverter ? end : std::min(end, bands_.fits_from(i + 1));
      i = run_hours<Look::at_limits>(i, until, course, path);
    } else {
      const int until = std::min(end, std::max(i + 1, bands_.fits_until(i + 1)));
      i = has_hours_ ? run_hours<Look::at_hours>(i, until, course, path)
                     : run_hours<Look::at_nothing>(i, until, course, path);
    }
  }
  if (i == first) return i;
  const int hours = i - first;
  sums.resting_hours += hours - (sums.running_hours + sums.grid_hours - not_resting);
  sums.taken_from_store += now.stored - course.state.stored;
  sums.above_floor -= static_cast<double>(hours) * store_.floor;
  sums.wanted_fuel = sums.wanted_fuel || course.wants_fuel;
  now = course.state;
  return i;
}

}  // namespace islet
