#include "live/plant_watch.h"

#include <algorithm>
#include <cmath>

#include "net/clock.h"

namespace islet {
namespace {

/// Curtailed panels give more when more is drawn; how much shows step by step.
constexpr double more_than_taken = 1.25;
constexpr double more_of_rated = 0.05;
/// The draw may exceed the limit by that share before the envelope is narrowed.
constexpr double slack = 0.02;
constexpr double least_trust = 0.3;
constexpr double regain = 0.01;  // of trust, each look at which the draw is within the limit
constexpr double ups_empty = 0.05;
constexpr Duration keep_every = 10.0 * second;
constexpr Duration keep_state_every = 10.0 * minute;
constexpr Duration patience_at_start = 5.0 * second;

bool differs(Power a, Power b) {
  if (a == b) return false;
  return std::abs((a - b) / watt) > 0.01 * std::max(1.0, std::abs(b / watt));
}

bool is_news(const PowerReading& a, const PowerReading& b) {
  return a.bridging != b.bridging || a.generator_running != b.generator_running ||
         a.counted_share != b.counted_share || differs(a.available, b.available) ||
         differs(a.for_safety, b.for_safety) || differs(a.free, b.free) ||
         std::abs(a.charge - b.charge) > 0.002;
}

/// What grid and set can give.
Power bought(Power grid, const Plant& plant) {
  return plant.generator ? grid + plant.generator->rated : grid;
}

PlantForecastSettings forecast_settings(const PlantWatchSettings& settings) {
  const Plant& plant = settings.plant;
  PlantForecastSettings out;
  out.calendar = settings.calendar;
  out.panel_year = settings.panel_year;
  out.usual_load = settings.fixed + settings.standing;
  out.sun_to_load = plant.conversion.panel_to_bus * plant.conversion.bus_to_load;
  out.bought = bought(settings.grid, plant);
  return out;
}

}  // namespace

PlantWatch::PlantWatch(FrontDesk& desk, EnergyLedger& ledger, MeterBoard& board,
                       const PlantWatchSettings& settings)
    : desk_(desk),
      ledger_(ledger),
      board_(board),
      settings_(settings),
      forecast_(forecast_settings(settings)),
      timer_(desk.loop()),
      fixed_account_(settings.fixed),
      heat_(settings.inlet_max),
      fixed_work_(settings.fixed_rate, settings.inlet_max),
      fixed_draw_(settings.standing),
      set_(settings.plant, settings.set) {
  desk_.observe(&ledger_);
  // More than the panels are rated for, in the best of light, is no reading.
  TrackRule sun = usual_rule(Gauge::panel_power);
  sun.most = 1.3 * (settings.plant.panel_rated / watt) + 10;
  board_.set_rule(Gauge::panel_power, sun);
  ledger_.set_standing(desk_.now(), fixed_draw_);
}

void PlantWatch::start() { look_again(); }

void PlantWatch::look_again() {
  look();
  timer_.set(after(monotonic_now(), settings_.look_every), [this] { look_again(); });
}

void PlantWatch::limit(Power cap) {
  operator_cap_ = cap;
  look();
}

void PlantWatch::hear(int meter, const std::vector<Sample>& samples) {
  const Instant now = desk_.now();
  bool is_urgent = false;
  bool is_counter = false;
  for (const Sample& one : samples) {
    board_.take(meter, now, one);
    is_counter = is_counter || one.what == Gauge::load_energy;
    is_urgent = is_urgent || one.what == Gauge::mains || one.what == Gauge::generator_runs;
  }
  meter_energy(now);
  if (is_counter) reconcile(now);
  if (is_urgent) look();
}

Power PlantWatch::compute(Instant now) {
  if (board_.knows(Gauge::device_energy) && now < after(device_power_at_, settings_.device_stale)) {
    return device_power_;
  }
  if (board_.state(Gauge::device_power, now) == MeterState::fresh) {
    return board_.safe(Gauge::device_power, now) * watt;
  }
  return desk_.scheduler().expected_draw();
}

/// What the sun could give now; of curtailed panels a little more than they do.
Power PlantWatch::panels(Instant now) {
  const Power taken = board_.safe(Gauge::panel_power, now) * watt;
  const bool is_curtailed = board_.state(Gauge::curtailed, now) == MeterState::fresh &&
                            board_.safe(Gauge::curtailed, now) > 0;
  if (!is_curtailed || board_.state(Gauge::panel_power, now) != MeterState::fresh) return taken;
  const Power rated = settings_.plant.panel_health * settings_.plant.panel_rated;
  return std::min(rated, more_than_taken * taken + more_of_rated * rated);
}

/// What the battery may be charged with so that a set or a weak grid is not overloaded while the
/// loads take their part.
///
///     room = source + panels - load, at least 0;  no limit where sun alone feeds the site
///
/// Valid for   fresh meters; else by the worst that they could mean
/// Leaves out  losses of the charger: a few percent stay free
/// Source      balance of power; SunSpec Alliance, model 124, for how an inverter is told
Power PlantWatch::charging_room(Instant now) {
  const bool runs =
      board_.knows(Gauge::generator_runs) && board_.safe(Gauge::generator_runs, now) > 0.5;
  const bool has_mains = !board_.knows(Gauge::mains) || board_.safe(Gauge::mains, now) > 0.5;
  Power source;
  if (runs && settings_.plant.generator) {
    source = settings_.plant.generator->rated;
  } else if (has_mains && settings_.grid > Power()) {
    source = settings_.grid;
  } else {
    return unlimited_power;
  }
  const bool is_metered = board_.state(Gauge::load_power, now) == MeterState::fresh;
  const Power load = is_metered ? board_.safe(Gauge::load_power, now) * watt
                                : fixed_now_ + std::max(settings_.full, compute(now));
  return std::max(Power(), source + board_.safe(Gauge::panel_power, now) * watt - load);
}

void PlantWatch::draws_for_fixed_work(Power all, Power hosts) {
  fixed_hosts_ = hosts;
  if (all == fixed_draw_) return;
  fixed_draw_ = all;
  ledger_.set_standing(desk_.now(), all);
}

/// The air that the machines draw in, where a meter sees it.
std::optional<Temperature> PlantWatch::inlet(Instant now) {
  const bool is_known = board_.knows(Gauge::inlet_temperature);
  if (!is_known || board_.state(Gauge::inlet_temperature, now) == MeterState::absent) return {};
  return celsius(board_.safe(Gauge::inlet_temperature, now));
}

/// Stages below the warmest air that the machines bear. Nothing while cameras that matter more have
/// to give way.
Power PlantWatch::heat_limit(Instant now) {
  const std::optional<Temperature> air = inlet(now);
  if (!air || settings_.full <= Power()) return unlimited_power;
  double share = heat_.follow(now, *air);
  if (fixed_work_.gives_way_in_last_kelvin()) share = 0;
  return share < 1 ? share * settings_.full : unlimited_power;
}

/// A site that has just begun waits for the first word of a meter before it believes the worst.
bool PlantWatch::awaits(Gauge what, Instant now) const {
  const bool is_unheard = board_.knows(what) && board_.state(what, now) == MeterState::absent;
  return is_unheard && now < after(Instant(), patience_at_start);
}

/// On the store alone until a source has been there for its time.
bool PlantWatch::bridges(Instant now) {
  if (!settings_.sheds_by_mains || !board_.knows(Gauge::mains)) return false;
  if (awaits(Gauge::mains, now)) return false;
  const bool has_mains = board_.safe(Gauge::mains, now) > 0.5;
  const bool has_set =
      board_.knows(Gauge::generator_runs) && board_.safe(Gauge::generator_runs, now) > 0.5;
  if (!has_mains && !has_set) {
    source_since_ = never;
    if (!std::exchange(bridging_, true)) {
      ++standing_.bridges;
      standing_.bridge_began = now;
    }
    return true;
  }
  if (source_since_ == never) source_since_ = now;
  if (bridging_ && now >= after(source_since_, settings_.stable_for)) bridging_ = false;
  return bridging_;
}

/// The planner's own question to the plant, with what the meters say for its state.
///
///     available = what the plant delivers for a quarter of an hour down to its reserve - fixed,
///                 at most what heat leaves (live/heat_stages.h)
///     for_safety = the same down to the battery's floor
///     free      = sun behind its converters - fixed, >= 0
///     fixed     = metered load - metered draw of the machines; else as the site file says
///
/// Valid for   meters that are fresh; else by the worst that they could mean
/// Leaves out  cooling that grows with the machines' draw: it is in `fixed` as it is now
/// Source      energy/plant_step.h, as sim/plant_loop.cc asks it
PowerReading PlantWatch::reading(Instant now) {
  const Plant& plant = settings_.plant;
  const double charge = board_.knows(Gauge::battery_charge)
                            ? board_.safe(Gauge::battery_charge, now)
                            : plant.battery.usable_max;
  PlantState state;
  state.stored = charge * plant.battery.capacity;
  state.generator_running =
      board_.knows(Gauge::generator_runs) && board_.safe(Gauge::generator_runs, now) > 0.5;
  const double fuel = board_.knows(Gauge::fuel) ? board_.safe(Gauge::fuel, now) : 1.0;
  if (plant.generator) state.fuel = fuel * plant.generator->tank;
  StepInput input;
  input.panels = panels(now);
  const bool has_mains = !board_.knows(Gauge::mains) || board_.safe(Gauge::mains, now) > 0.5;
  // Behind a transfer switch the set takes the place of the mains.
  if (has_mains && !state.generator_running) input.grid = settings_.grid;
  input.cells = celsius(20);

  const Power draw = compute(now);
  Power fixed = settings_.fixed;
  if (board_.state(Gauge::load_power, now) == MeterState::fresh && draw > Power()) {
    // A difference of two meters: what is known to draw is the least.
    fixed = std::max(fixed, board_.safe(Gauge::load_power, now) * watt - draw);
  }
  follow_set(now, state, input, fixed + draw);
  const Power others = fixed + fixed_hosts_ + ledger_.idle();
  // What the machines do besides requests is theirs in the meter, and not the scheduler's.
  fixed += fixed_draw_;
  fixed_now_ = fixed;
  const Plant& there = set_.plant();
  const bool counts_set = there.generator && !bridging_ && fuel > 0;
  const Deliverable most = deliverable(there, state, plant_horizon, input, counts_set);
  see_left(now, most, others);
  PowerReading out;
  out.available = std::min(std::max(Power(), most.to_reserve - fixed), heat_limit(now));
  out.for_safety = std::min(std::max(Power(), most.to_floor - fixed), heat_limit(now));
  const Power sun = plant.conversion.panel_to_bus * plant.conversion.bus_to_load * input.panels;
  out.free = std::max(Power(), sun - fixed);
  const Energy usable = plant.battery.usable();
  const Energy above_floor = std::max(Energy(), state.stored - plant.battery.floor());
  out.charge = usable > Energy() ? std::clamp(above_floor / usable, 0.0, 1.0) : 1.0;
  const double way = plant.battery.discharge_efficiency * plant.conversion.bus_to_load;
  out.above_floor = way * above_floor;
  out.above_reserve = way * std::max(Energy(), above_floor - there.keep_above * usable);
  out.counted_share = set_.is_out() ? 1.0 : settings_.counted_share;
  if (!has_mains && !state.generator_running) add_ups(now, out);
  out.fuel = std::clamp(fuel, 0.0, 1.0);
  out.generator_running = state.generator_running;
  out.generator_can_run = set_.may_be_asked(plan_clock(now), fuel, out.above_reserve);
  return out;
}

/// What work at a fixed rate may draw. Where the battery's meter is silent it goes on: stopping it
/// would not make an empty battery fuller, and cameras that are needed are dark for a broken cable.
void PlantWatch::see_left(Instant now, const Deliverable& most, Power others) {
  const bool is_silent = board_.knows(Gauge::battery_charge) &&
                         board_.state(Gauge::battery_charge, now) != MeterState::fresh;
  left_ = most;
  left_.to_reserve = is_silent ? unlimited_power : std::max(Power(), most.to_reserve - others);
  left_.to_floor = is_silent ? unlimited_power : std::max(Power(), most.to_floor - others);
}

/// Without a source the machines run from the design's UPS, while it says that it has something.
void PlantWatch::add_ups(Instant now, PowerReading& out) {
  const std::optional<Ups>& ups = settings_.plant.ups;
  const bool is_heard = board_.state(Gauge::ups_charge, now) == MeterState::fresh;
  if (!ups || !is_heard || board_.safe(Gauge::ups_charge, now) < ups_empty) return;
  const Energy held = board_.safe(Gauge::ups_charge, now) * held_energy(*ups, ups->rated);
  out.available = std::min(std::max(out.available, ups->rated), heat_limit(now));
  left_.to_reserve = left_.to_floor = std::max(left_.to_floor, ups->rated - fixed_hosts_);
  out.above_floor += held;
  out.above_reserve += held;
}

/// A thermometer that is silent is doubted, as requests feel; it turns no camera off that matters.
void PlantWatch::follow_fixed_work(Instant now) {
  const bool is_fresh = board_.state(Gauge::inlet_temperature, now) == MeterState::fresh;
  const std::optional<Temperature> air = is_fresh ? inlet(now) : std::nullopt;
  const bool is_new = fixed_work_.follow(now, heat_.stage(), air, left_);
  if (is_new && on_fixed_work_) on_fixed_work_(fixed_work_);
}

void PlantWatch::look() {
  const Instant now = desk_.now();
  const bool did_bridge = bridging_;
  const bool bridging = bridges(now);
  PowerReading next = reading(now);
  next.bridging = bridging;
  standing_.compute = compute(now);
  follow_fixed_work(now);
  if (is_news(next, standing_.reading) || now >= after(told_, settings_.tell_every)) {
    standing_.reading = next;
    told_ = now;
    ++standing_.readings;
    desk_.notice(PowerRead{next});
  }
  save(now, bridging && !did_bridge);
  const Power own = std::max(Power(), standing_.compute - fixed_draw_);
  const WorkClass runs = ledger_.runs(WorkClass::safety) ? WorkClass::safety : WorkClass::normal;
  const Power limit = std::min(available_for(next, runs), operator_cap_);
  standing_.limit = limit;
  if (on_limit_) on_limit_(limit);
  if (on_charging_room_) on_charging_room_(charging_room(now));
  hold_envelope(now, limit, own);
  foresee(now);
  follow_alarms(now);
  if (kept_ == long_ago || now >= after(kept_, keep_every)) keep();
  if (state_kept_ == long_ago || now >= after(state_kept_, keep_state_every)) keep_state();
}

/// Work has been parked by now: what is written here does not hold it up.
void PlantWatch::save(Instant now, bool began) {
  const bool is_low = bridging_ && board_.knows(Gauge::ups_low) &&
                      board_.state(Gauge::ups_low, now) == MeterState::fresh &&
                      board_.safe(Gauge::ups_low, now) > 0.5;
  const bool turned_low = is_low && !was_low_;
  was_low_ = is_low;
  if (!began && !turned_low) return;
  keep();
  if (on_last_chance_) on_last_chance_();
}

/// The scheduler goes by what it expects of its engines. Where the meter says that they draw more
/// than may be, it is told less until the meter agrees, and slowly more again.
void PlantWatch::hold_envelope(Instant now, Power limit, Power draw) {
  const bool is_over = draw > (1 + slack) * limit;
  standing_.is_held = !is_over;
  if (!is_over) {
    over_since_ = never;
    trust_ = std::min(1.0, trust_ + regain);
  } else {
    if (over_since_ == never) over_since_ = now;
    standing_.longest_over = std::max(standing_.longest_over, between(over_since_, now));
    // The first look may have met the draw of a moment before the limit fell.
    if (between(over_since_, now) > 1.5 * settings_.look_every) {
      trust_ = std::max(least_trust, trust_ * std::max(0.7, limit / draw));
    }
  }
  const Power cap = trust_ < 1 ? trust_ * limit : operator_cap_;
  if (!differs(cap, standing_.cap) && cap != operator_cap_) return;
  if (cap == standing_.cap) return;
  standing_.cap = cap;
  desk_.notice(CapChanged{cap});
}

/// What is seen now teaches the forecast; when an hour has begun it is told anew. The sun of
/// curtailed panels is not known, and batch work is no load that comes by itself.
void PlantWatch::foresee(Instant now) {
  const LedgerSums& sums = ledger_.sums();
  const Energy worked = sums.requests - sums.by_class[index_of(WorkClass::batch)];
  const Duration span = between(worked_at_, now);
  PlantSeen seen;
  if (worked_at_ != long_ago && span > Duration()) {
    seen.load = fixed_now_ + std::max(Energy(), worked - worked_) / span;
  }
  worked_ = worked;
  worked_at_ = now;
  seen.sun = moment(now).panels;
  for (const EngineStanding& one : desk_.standings()) seen.busy_engines += one.running > 0 ? 1 : 0;
  const bool is_other_plant = set_.is_out() == forecast_has_set_;
  if (is_other_plant) {
    forecast_has_set_ = !set_.is_out();
    forecast_.buy_at_most(bought(settings_.grid, set_.plant()));
  }
  if (forecast_.saw(now, seen) || is_other_plant) desk_.notice(ForecastMade{forecast_.slots(now)});
}

PlantMoment PlantWatch::moment(Instant now) const {
  const auto fresh = [&](Gauge what) -> std::optional<double> {
    const auto reading = board_.fresh(what, now);
    return reading ? std::optional(reading->value) : std::nullopt;
  };
  const auto power = [&](Gauge what) -> std::optional<Power> {
    const auto value = fresh(what);
    return value ? std::optional(*value * watt) : std::nullopt;
  };
  PlantMoment out;
  out.charge = fresh(Gauge::battery_charge);
  out.battery = power(Gauge::battery_power);
  out.fuel = fresh(Gauge::fuel);
  out.generator = power(Gauge::generator_power);
  if (fresh(Gauge::curtailed).value_or(0) == 0) out.panels = power(Gauge::panel_power);
  return out;
}

/// Of meters, and of what the site's twin finds.
void PlantWatch::follow_alarms(Instant now) {
  std::vector<Wrong> wrong;
  for (std::string& one : board_.alarms(now)) wrong.push_back({std::move(one), ""});
  if (observer_ != nullptr) {
    observer_->saw(now, moment(now));
    for (Wrong& one : observer_->wrong()) wrong.push_back(std::move(one));
  }
  if (auto one = wrong_with_set(now)) wrong.push_back(std::move(*one));
  alarms_.follow(now, wall_now().unix_ms, wrong);
}

}  // namespace islet
