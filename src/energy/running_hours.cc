#include "energy/running_hours.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace islet {
namespace {

constexpr double hour_s = 3600;
constexpr double endless = std::numeric_limits<double>::infinity();

double limit_or_endless(Power limit) { return limit > Power() ? limit / watt : endless; }

}  // namespace

RunningHours::RunningHours(const Plant& plant, const PlantWeather& weather, const PlainRule& rule,
                           const ChargeBands& bands, const SunOnBus& sun)
    : bands_(bands),
      sun_(sun.data()),
      yield_(weather.panel_yield.empty() ? nullptr : weather.panel_yield.data()),
      grid_(weather.grid.empty() ? nullptr : weather.grid.data()),
      quiet_(weather.quiet_hours),
      charges_(rule.charges),
      start_below_j_(bands.least_stored_j(rule.generator.start_below)),
      stop_above_j_(bands.least_stored_j(rule.generator.stop_above)),
      panels_w_(plant.panel_health * plant.panel_rated / watt),
      own_w_(sun.own_w()),
      bus_to_load_(plant.conversion.bus_to_load),
      per_bus_to_load_(1.0 / plant.conversion.bus_to_load),
      to_load_(plant.conversion.source_to_load),
      per_to_load_(1.0 / plant.conversion.source_to_load),
      to_bus_(plant.conversion.source_to_bus),
      per_to_bus_(1.0 / plant.conversion.source_to_bus),
      inverter_max_(limit_or_endless(plant.inverter_max)),
      charger_max_(limit_or_endless(plant.charger_max)),
      charge_max_(plant.battery.charge_max / watt),
      stores_(plant.battery.charge_efficiency),
      per_charge_efficiency_(1.0 / plant.battery.charge_efficiency),
      kept_(1.0 - plant.battery.self_discharge_per_month * (hour / month)),
      floor_j_(plant.battery.floor() / joule),
      ceiling_j_(plant.battery.ceiling() / joule),
      floor_leak_j_((1.0 - kept_) * floor_j_),
      panel_to_bus_(plant.conversion.panel_to_bus) {
  CHECK(plant.generator.has_value());
  const Generator& set = *plant.generator;
  rated_ = set.rated / watt;
  least_ = std::min(set.minimum(), set.rated) / watt;
  // A hair of rounding decides nothing: where it would, the policy is asked.
  alone_ = (rated_ - own_w_ * per_to_bus_) * to_load_ * (1.0 - 1e-9);
  const Battery& battery = plant.battery;
  surely_fed_j_ = -endless;
  if (own_w_ > 0.0) {
    const bool has_power = battery.discharge_max / watt > 1.001 * own_w_;
    const double needed = 1.001 * own_w_ * hour_s / battery.discharge_efficiency;
    surely_fed_j_ =
        has_power ? floor_j_ + needed + 2 * rounding_dust * battery.capacity / joule : endless;
  }
  has_tank_ = set.tank > Volume();
  fuel_idle_ = set.fuel.no_load * set.rated / (cubic_metre / second);
  fuel_slope_ = set.fuel.slope / (cubic_metre / joule);
  fuel_least_m3_ = has_tank_ ? 1.02 * (fuel_idle_ + fuel_slope_ * rated_) * hour_s : -1.0;
  const double tank_m3 = set.tank / cubic_metre;
  fuel_for_safety_m3_ = has_tank_ ? (1 + 1e-9) * rule.generator.fuel_for_safety * tank_m3 : -1.0;
  on_call_m3_ = has_tank_ && set.refill_every <= Duration() ? (1 + 1e-9) * 0.25 * tank_m3 : -1.0;
}

/// The books of one hour while they are filled, in W. As `PlantStep::Balance`.
struct RunningHours::Hour {
  double panels = 0, must_run = 0, may_run = 0;
  double charger = 0, inverter = 0, own = 0, load = 0;
};

struct RunningHours::Passed {
  double taken, arrived;
};

inline RunningHours::Passed RunningHours::passed(double available, double wanted, double efficiency,
                                                 double inverse) {
  const double most = available * efficiency;
  return most >= wanted ? Passed{std::min(available, wanted * inverse), wanted}
                        : Passed{available, most};
}

/// On the bus, at most `wanted` and what the charger has room for.
inline double RunningHours::through_charger(double& source, double wanted, double& room) const {
  const Passed through = passed(source, std::min(wanted, room), to_bus_, per_to_bus_);
  source -= through.taken;
  room -= through.arrived;
  return through.arrived;
}

inline bool RunningHours::may_go_on(int i, double load, double fuel_m3, bool is_running) const {
  if (quiet_[static_cast<std::size_t>(i % 24)] || load > alone_) return false;
  if (grid_ != nullptr && grid_[i] > Power()) return false;
  if (fuel_m3 <= fuel_least_m3_ || fuel_m3 <= fuel_for_safety_m3_ || fuel_m3 <= on_call_m3_) {
    return false;
  }
  // Where the sun might do it alone, the policy is asked.
  const double by_sun = yield_ == nullptr ? 0.0 : yield_[i] * panels_w_ * bus_to_load_;
  return by_sun < load || (charges_ && is_running);
}

/// Own draw and load from sun and set; the battery rests.
[[gnu::always_inline]] inline void RunningHours::feed_load(Hour& now) const {
  const double to_own = std::min(now.own, now.panels);
  now.panels -= to_own;
  now.own -= to_own;
  Passed through{};
  if (now.must_run > 0.0) {
    through = passed(now.must_run, now.load, to_load_, per_to_load_);
    now.must_run -= through.taken;
    now.load -= through.arrived;
  }
  through = passed(now.panels, std::min(now.load, now.inverter), bus_to_load_, per_bus_to_load_);
  now.panels -= through.taken;
  now.load -= through.arrived;
  if (now.must_run > 0.0) now.own -= through_charger(now.must_run, now.own, now.charger);
  if (now.may_run > 0.0) {
    through = passed(now.may_run, now.load, to_load_, per_to_load_);
    now.may_run -= through.taken;
    now.load -= through.arrived;
    now.own -= through_charger(now.may_run, now.own, now.charger);
  }
}

/// What the battery takes of what is left.
[[gnu::always_inline]] inline double RunningHours::filled(Hour& now, double stored) const {
  const double room = (ceiling_j_ - stored) * per_charge_efficiency_ * (1.0 / hour_s);
  // A branch, so that in most hours the charge need not wait for it.
  const double sink = charge_max_ <= room ? charge_max_ : std::max(0.0, room);
  if (sink <= 0.0) return 0.0;
  const double spent = least_ + ((rated_ - least_) - now.may_run);
  const double aim = charges_ ? rated_ - spent : 0.0;
  double in = through_charger(now.must_run, sink, now.charger);
  const double by_sun = std::min(now.panels, sink - in);
  now.panels -= by_sun;
  in += by_sun;
  if (aim > 0.0) {
    const double most = std::min(now.may_run, aim);
    double left = most;
    in += through_charger(left, sink - in, now.charger);
    now.may_run -= most - left;
  }
  return in;
}

/// The step of `PlantStep` with a running set, with its roundings. An hour in which grid, battery,
/// fuel, quiet or cold cells have a say ends the run.
///
///     set = minimum + what load, own draw and battery take;  stored' = kept stored + in efficiency
///
/// Valid for   hours, policies that follow `PlainRule`, cells that are never too cold or too hot
/// Leaves out  every other hour
/// Source      plant_step.h; a test compares the two
int RunningHours::run(int i, int end, RunningState& now, BandPath& path, RunningSums& sums) const {
  path.count = 0;
  if (i >= end || !bands_.fits(now.cells_c)) return i;
  const int first = i;
  end = std::min(end, bands_.fits_until(i + 1));
  RunningState state = now;
  RunningSums sum = sums;
  double above_floor = 0;
  const BandRow* band = nullptr;
  const BandRow* last = nullptr;
  for (; i < end; ++i) {
    if (state.stored_j >= (state.is_running ? stop_above_j_ : start_below_j_)) break;
    if (band == nullptr || state.stored_j < band->lower_j || state.stored_j >= band->upper_j) {
      band = bands_.enter(state.stored_j, i, path);
      if (band == nullptr) break;
    }
    const double load = band->all[i] / watt;
    if (!may_go_on(i, load, state.fuel_m3, state.is_running)) break;
    if (state.stored_j < surely_fed_j_) break;
    const double panels = sun_[i];
    Hour hour_now{panels, least_, rated_ - least_, charger_max_, inverter_max_, own_w_, load};
    feed_load(hour_now);
    if (hour_now.load > 0.0 || hour_now.own > 0.0) break;
    const double in = filled(hour_now, state.stored_j);
    const double made = least_ + ((rated_ - least_) - hour_now.may_run);
    const double stored = kept_ * state.stored_j + (floor_leak_j_ + in * hour_s * stores_);
    state.stored_j = std::max(floor_j_, std::min(stored, ceiling_j_));
    const double burnt = (fuel_idle_ + fuel_slope_ * made) * hour_s;
    if (has_tank_) state.fuel_m3 = std::max(0.0, state.fuel_m3 - burnt);
    state.is_running = true;
    sum.fuel_m3 += burnt;
    sum.made += made;
    sum.dumped += hour_now.must_run;
    sum.sun += panels - hour_now.panels;
    sum.in += in;
    above_floor += state.stored_j;
    sum.store.lowest_j = std::min(sum.store.lowest_j, state.stored_j);
    last = band;
  }
  if (last == nullptr) return i;
  sum.own += own_w_ * (i - first);
  sum.store.taken_j += now.stored_j - state.stored_j;
  sum.store.above_floor += above_floor - floor_j_ * (i - first);
  sums = sum;
  state.cells_c = last->inside_c[i - 1];
  now = state;
  return i;
}

void RunningSums::add_to(StepFlows& flows, const Plant& plant, double load) const {
  const double used = sun / plant.conversion.panel_to_bus;
  const double gained = in * plant.battery.charge_efficiency;
  flows.panels += used * watt_hour;
  flows.generator += made * watt_hour;
  flows.dumped += dumped * watt_hour;
  flows.battery_in += in * watt_hour;
  flows.load += load * watt_hour;
  flows.own += own * watt_hour;
  flows.conversion_loss += (used + made - dumped - in - own - load) * watt_hour;
  flows.battery_loss += (in - gained) * watt_hour + (store.taken_j * joule + gained * watt_hour);
  flows.taken_from_store += store.taken_j * joule;
  flows.fuel += fuel_m3 * cubic_metre;
}

}  // namespace islet
