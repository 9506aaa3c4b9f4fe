#include "energy/easy_hours.h"

#include <algorithm>
#include <array>
#include <limits>

namespace islet {
namespace {

constexpr double hour_s = 3600;
constexpr double endless = std::numeric_limits<double>::infinity();
/// A hair of rounding decides nothing: where it would, the whole step decides.
constexpr double hair = 1e-9;

double limit_or_endless(Power limit) { return limit > Power() ? limit / watt : endless; }

}  // namespace

SunOnBus::SunOnBus(const Plant& plant, const PlantWeather& weather)
    : on_bus_w_(hours_per_year),
      yield_(weather.panel_yield),
      panels_w_(plant.panel_health * plant.panel_rated / watt) {
  const bool has_battery = plant.battery.capacity > Energy();
  own_w_ = (plant.own_draw + (has_battery ? plant.battery.standby : Power())) / watt;
  const double most = limit_or_endless(plant.panel_input_max);
  const double to_bus = plant.conversion.panel_to_bus;
  if (yield_.empty()) return;
  const double* from = yield_.data();
  double* to = on_bus_w_.data();
  for (std::size_t i = 0; i < hours_per_year; ++i) {
    const double offered = from[i] * panels_w_;
    to[i] = (offered < most ? offered : most) * to_bus;
  }
}

Energy SunOnBus::offered(int first_hour, int end) const {
  if (yield_.empty()) return Energy();
  // Sums side by side, since an addition has to wait for the one before.
  std::array<double, 4> parts{};
  const auto first = static_cast<std::size_t>(first_hour);
  for (std::size_t i = first; i + 4 <= static_cast<std::size_t>(end); i += 4) {
    for (std::size_t k = 0; k < 4; ++k) parts[k] += yield_[i + k];
  }
  return ((parts[0] + parts[1]) + (parts[2] + parts[3])) * panels_w_ * watt_hour;
}

EasyHours::EasyHours(const Plant& plant, const PlantWeather& weather, const ChargeBands& bands,
                     const SunOnBus& sun)
    : bands_(bands),
      sun_(sun.data()),
      grid_(weather.grid.empty() ? nullptr : weather.grid.data()),
      has_battery_(plant.battery.capacity > Energy()),
      load_per_bus_(plant.conversion.bus_to_load),
      bus_per_load_(1.0 / plant.conversion.bus_to_load),
      inverter_max_(limit_or_endless(plant.inverter_max)),
      own_w_(sun.own_w()),
      discharge_max_(plant.battery.discharge_max / watt),
      charge_max_(plant.battery.charge_max / watt),
      gives_(plant.battery.discharge_efficiency),
      stores_(plant.battery.charge_efficiency),
      per_step_(1.0 / hour_s),
      per_charge_efficiency_(1.0 / plant.battery.charge_efficiency),
      per_discharge_efficiency_(1.0 / plant.battery.discharge_efficiency),
      kept_(1.0 - plant.battery.self_discharge_per_month * (hour / month)),
      floor_j_(plant.battery.floor() / joule),
      ceiling_j_(plant.battery.ceiling() / joule),
      reserve_j_(plant.battery.stored_at(plant.keep_above) / joule),
      floor_leak_j_((1.0 - kept_) * floor_j_),
      dust_j_(rounding_dust * plant.battery.capacity / joule),
      discharge_from_c_(plant.battery.discharge_min.in_celsius()),
      charge_from_c_(plant.battery.charge_min.in_celsius()),
      charge_to_c_(plant.battery.charge_max_temperature.in_celsius()) {
  // Cells that need heat are left to the whole step.
  if (plant.battery.heater > Power()) discharge_from_c_ = std::max(discharge_from_c_, 5.0);
  is_checked_ = grid_ != nullptr || bands.most_load_w() > inverter_max_;
  needed_max_w_ = (1 + 1e-6) * (own_w_ + bands.most_load_w() * bus_per_load_);
  set_start_below(0);
}

/// A store of `surely_carried_j_` carries any hour of the year.
void EasyHours::set_start_below(double charge) {
  if (charge == start_below_ && surely_carried_j_ > 0) return;
  start_below_ = charge;
  start_below_j_ = bands_.least_stored_j(charge);
  surely_carried_j_ = endless;
  if (has_battery_ && needed_max_w_ <= discharge_max_) {
    const double above_reserve = needed_max_w_ * hour_s / gives_ + 2 * dust_j_;
    surely_carried_j_ = std::max(start_below_j_, reserve_j_ + above_reserve);
  }
}

/// What a run keeps in registers.
struct EasyHours::Course {
  double stored = 0;
  double cells_c = 0;
  double in = 0, out = 0, above_floor = 0, lowest = endless;
  bool is_over = false;  ///< an hour that is not easy was met
};

/// Neither grid nor a limit of inverter or cells has a say.
inline bool EasyHours::is_plain(int i, double load, double cells_c) const {
  if (grid_ != nullptr && grid_[i] > Power()) return false;
  if (load > inverter_max_) return false;
  return !has_battery_ || cells_c >= discharge_from_c_;
}

/// What of the sun left over the battery takes.
inline double EasyHours::taken_in(double wanted, double stored, double cells_c) const {
  if (cells_c < charge_from_c_ || cells_c > charge_to_c_) return 0.0;
  // A branch, so that in most hours the charge need not wait for it.
  const double room = (ceiling_j_ - stored) * per_charge_efficiency_ * per_step_;
  return wanted <= room ? wanted : std::max(0.0, room);
}

/// The battery gives `needed` from above the reserve, and the generator rests.
inline bool EasyHours::is_carried(double needed, double stored) const {
  if (stored < start_below_j_ || needed > discharge_max_) return false;
  const double above_reserve = stored - reserve_j_;
  return above_reserve > dust_j_ && above_reserve * gives_ * per_step_ >= needed;
}

/// The step of `PlantStep` for two cases, with its roundings:
///
///     the sun carries all:  in  = min(sun left, charge_max, room)
///     battery and sun do:   out = own left + load left / bus_to_load
///     stored' = kept stored + in efficiency - kept out / efficiency
///
/// An hour that is neither (grid, generator, shortage, reserve, cold cells, a limit that binds)
/// ends the run. The charge is the only chain from hour to hour, and kept short: one product and
/// one sum.
///
/// Valid for   hours, a resting generator, policies that follow `PlainRule`
/// Leaves out  every other hour
/// Source      plant_step.cc; a test compares the two
template <bool checks>
int EasyHours::run_band(int i, int end, const BandRow& band, Course& course) const {
  const double lower = band.lower_j;
  const double upper = band.upper_j;
  Course now = course;
  double cells_c = checks ? now.cells_c : charge_from_c_;
  for (; i < end && now.stored >= lower && now.stored < upper; ++i) {
    const double load = band.all[i] / watt;
    if (checks && !is_plain(i, load, cells_c)) {
      now.is_over = true;
      break;
    }
    const double surplus = sun_[i] - own_w_;
    if (surplus * load_per_bus_ >= load && surplus >= 0.0) {
      const double left = surplus - std::min(surplus, load * bus_per_load_);
      const double in = taken_in(std::min(left, charge_max_), now.stored, cells_c);
      const double stored = kept_ * now.stored + (floor_leak_j_ + in * hour_s * stores_);
      now.stored = std::max(floor_j_, std::min(stored, ceiling_j_));
      now.in += in;
    } else {
      const double sun_left = std::max(0.0, surplus);
      const double rest = load - sun_left * load_per_bus_;
      const double out = (sun_left - surplus) + rest * bus_per_load_;
      if (now.stored < surely_carried_j_ && !is_carried(out + hair * (load + own_w_), now.stored)) {
        now.is_over = true;
        break;
      }
      const double stored =
          kept_ * now.stored + (floor_leak_j_ - kept_ * (out * hour_s * per_discharge_efficiency_));
      now.stored = std::max(floor_j_, stored);
      now.out += out;
    }
    now.lowest = std::min(now.lowest, now.stored);
    now.above_floor += now.stored;
    if (checks) cells_c = band.inside_c[i];
  }
  now.cells_c = cells_c;
  course = now;
  return i;
}

int EasyHours::run(int i, int end, EasyState& now, BandPath& path, EasySums& sums) const {
  path.count = 0;
  const int first = i;
  Course course;
  course.stored = now.stored_j;
  course.cells_c = now.cells_c;
  const BandRow* band = nullptr;
  const BandRow* last = nullptr;
  while (i < end && !course.is_over) {
    if (band == nullptr || course.stored < band->lower_j || course.stored >= band->upper_j) {
      band = bands_.enter(course.stored, i, path);
      if (band == nullptr) break;
    }
    const int from = i;
    if (is_checked_) {
      i = run_band<true>(i, end, *band, course);
    } else if (i == first ? !bands_.fits(course.cells_c) : bands_.fits_until(i) == i) {
      if (i > first) course.cells_c = last->inside_c[i - 1];
      i = run_band<true>(i, i + 1, *band, course);
    } else {
      i = run_band<false>(i, std::min(end, bands_.fits_until(i + 1)), *band, course);
    }
    if (i > from) last = band;
  }
  if (last == nullptr) return i;
  sums.in += course.in;
  sums.out += course.out;
  sums.own += own_w_ * (i - first);
  sums.store.taken_j += now.stored_j - course.stored;
  sums.store.above_floor += course.above_floor - floor_j_ * (i - first);
  sums.store.lowest_j = std::min(sums.store.lowest_j, course.lowest);
  now = {course.stored, last->inside_c[i - 1]};
  return i;
}

/// What came to the bus and left it:
///
///     panels to_bus + out = own + in + load / bus_to_load
///
/// Valid for   easy hours: no grid, no generator, nothing short
/// Leaves out  nothing
/// Source      energy balance
void EasySums::add_to(StepFlows& flows, const Plant& plant, double load) const {
  const Battery& battery = plant.battery;
  const double on_bus = own + in + load / plant.conversion.bus_to_load - out;
  const double used = std::max(0.0, on_bus / plant.conversion.panel_to_bus);
  const double given = out / battery.discharge_efficiency;
  const double gained = in * battery.charge_efficiency;
  flows.panels += used * watt_hour;
  flows.battery_in += in * watt_hour;
  flows.battery_out += out * watt_hour;
  flows.load += load * watt_hour;
  flows.own += own * watt_hour;
  flows.conversion_loss += (used + out - in - own - load) * watt_hour;
  const Energy leaked = store.taken_j * joule - (given - gained) * watt_hour;
  flows.battery_loss += ((in - gained) + (given - out)) * watt_hour + leaked;
  flows.taken_from_store += store.taken_j * joule;
}

}  // namespace islet
