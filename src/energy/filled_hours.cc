#include "energy/filled_hours.h"

namespace islet {
namespace {

/// A hair of rounding decides nothing: where it would, the hour is balanced by itself.
constexpr double hair = 1e-9;

// Who feeds whom, by the sun left over own draw and by what loads and battery take of the bus.

struct Dark {
  static constexpr bool by_grid = true;
  static bool holds(Power sun_left, Power own, Power, Power) { return sun_left <= -own; }
};

struct Dim {
  static constexpr bool by_grid = true;
  static bool holds(Power sun_left, Power, Power loads, Power) {
    return sun_left >= Power() && sun_left * (1 + hair) < loads;
  }
};

struct Bright {
  static constexpr bool by_grid = false;
  static bool holds(Power sun_left, Power, Power loads, Power room) {
    return sun_left > (loads + room) * (1 + hair);
  }
};

}  // namespace

/// A plant whose grid may not charge, whose loads bind the inverter or that has no store has no
/// such hours.
FilledCourse::FilledCourse(const Plant& plant, const PlantWeather& weather, const SunOnBus& sun,
                           Power own, Power most_load)
    : sun_(sun),
      rates_(plant.conversion),
      store_(plant.battery, hour),
      own_(own),
      charger_max_(limit_or_none(plant.charger_max)),
      least_grid_((most_load * rates_.source_per_load + own * rates_.source_per_bus) * (1 + hair)) {
  can_be_ = plant.battery.capacity > Energy() && most_load <= limit_or_none(plant.inverter_max);
  if (plant.grid_may_charge && !weather.grid.empty()) grid_ = weather.grid.data();
}

/// The store alone goes on from hour to hour, and soon stays where it is:
///
///     in = room = (ceiling - stored) / (efficiency * hour),  stored' = after(stored, in, 0)
///
/// Valid for   hours in which sun and grid carry all, and fill the battery
/// Leaves out  who fed whom: that is `FilledSums::used`
/// Source      store_terms.h, plant_step.h; a test compares the years
int FilledCourse::run(int i, int end, const Power* load, Store& store, FilledSums& sums) const {
  while (i < end && can_be_ && store.stored >= store.from && store.stored < store.upto) {
    const Power room = store_.filling(store.stored);
    if (room < Power() || room > store_.charge_max) break;
    const Energy filled = store_.after(store.stored, room, Power());
    const bool fits_charger = (own_ + room) * (1 + hair) <= charger_max_;
    const Terms terms{load, room, least_grid_ + room * (1 + hair) * rates_.source_per_bus,
                      grid_ != nullptr && fits_charger};
    const int next = run_kinds(i, filled == store.stored ? end : i + 1, terms, sums);
    if (next == i) break;
    store.stored = filled;
    store.lowest = lesser(filled, store.lowest);
    store.sum += (next - i) * filled;
    i = next;
  }
  return i;
}

/// Of one hour; nullptr where it lies between two kinds.
[[gnu::always_inline]] inline FilledHours* FilledCourse::kind_of(Power sun, Power grid, Power load,
                                                                 const Terms& terms,
                                                                 FilledSums& sums) const {
  const Power sun_left = sun - own_;
  const Power loads = load * rates_.bus_per_load;
  if (Bright::holds(sun_left, own_, loads, terms.room)) return &sums.bright;
  if (grid < terms.least_grid) return nullptr;
  if (Dark::holds(sun_left, own_, loads, terms.room)) return &sums.dark;
  return Dim::holds(sun_left, own_, loads, terms.room) ? &sums.dim : nullptr;
}

/// Sorts hours by their kind; an hour between two kinds ends the run. The first of a kind is added
/// by itself, since until the store stays where it is there is no second.
[[gnu::always_inline]] inline int FilledCourse::run_kinds(int i, int end, const Terms& terms,
                                                          FilledSums& sums) const {
  while (i < end) {
    const Power sun = sun_[i];
    const Power grid = terms.by_grid ? grid_[i] : Power(-1.0);
    FilledHours* const kind = kind_of(sun, grid, terms.load[i], terms, sums);
    if (kind == nullptr) break;
    kind->hours += 1;
    kind->sun += sun;
    if (kind != &sums.bright) kind->grid += grid;
    kind->load += terms.load[i];
    kind->in += terms.room;
    if (++i == end) break;
    if (kind == &sums.bright) {
      i = run_kind<Bright>(i, end, terms, sums.bright);
    } else if (kind == &sums.dark) {
      i = run_kind<Dark>(i, end, terms, sums.dark);
    } else {
      i = run_kind<Dim>(i, end, terms, sums.dim);
    }
  }
  return i;
}

template <class Kind>
[[gnu::always_inline]] inline int FilledCourse::run_kind(int i, int end, const Terms& terms,
                                                         FilledHours& sums) const {
  const int first = i;
  FilledHours now = sums;
  for (; i < end; ++i) {
    const Power grid = Kind::by_grid ? grid_[i] : Power();
    if (Kind::by_grid && grid < terms.least_grid) break;
    const Power sun = sun_[i];
    const Power load = terms.load[i];
    if (!Kind::holds(sun - own_, own_, load * rates_.bus_per_load, terms.room)) break;
    now.sun += sun;
    now.grid += grid;
    now.load += load;
  }
  if (i == first) return i;
  now.hours += i - first;
  now.in += (i - first) * terms.room;
  sums = now;
  return i;
}

/// Within a kind nothing binds but what binds in every hour of it, so that the balance of the sums
/// is the balance of the mean hour:
///
///     used = hours * balance(mean sun, mean grid, mean load, mean in)
///
/// Valid for   hours sorted by `FilledCourse`
/// Leaves out  nothing
/// Source      a balance made of minima is linear where the same side of each minimum holds
FilledSums::Used FilledSums::used(const Plant& plant, Power own) const {
  Used used;
  const BusRates rates(plant.conversion);
  for (const FilledHours* each : {&dark, &dim, &bright}) {
    if (each->hours == 0) continue;
    const double hours = each->hours;
    const Power sun = each->sun / hours;
    const Power grid = each->grid / hours;
    BusBalance books(rates, {.panels = sun,
                             .must_run = Power(),
                             .may_run = Power(),
                             .grid = grid,
                             .charger = limit_or_none(plant.charger_max),
                             .inverter = limit_or_none(plant.inverter_max),
                             .own = own,
                             .load = each->load / hours});
    books.feed_own(own);
    books.feed_load();
    books.charge(each->in / hours, true, Power());
    used.grid += hours * (grid - books.grid_left());
    used.sun += hours * (sun - books.panels_left());
  }
  return used;
}

}  // namespace islet
