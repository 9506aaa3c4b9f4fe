#include "energy/easy_hours.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace islet {
namespace {

constexpr double hour_s = 3600;
constexpr double endless = std::numeric_limits<double>::infinity();

double limit_or_endless(Power limit) { return limit > Power() ? limit / watt : endless; }

}  // namespace

EasyHours::EasyHours(const Plant& plant, const PlantWeather& weather, const LoadTable& table)
    : band_count_(table.bands().size()),
      yield_(weather.panel_yield.empty() ? nullptr : weather.panel_yield.data()),
      grid_(weather.grid.empty() ? nullptr : weather.grid.data()),
      has_battery_(plant.battery.capacity > Energy()),
      panels_w_(plant.panel_health * plant.panel_rated / watt),
      panel_input_max_(limit_or_endless(plant.panel_input_max)),
      panel_to_bus_(plant.conversion.panel_to_bus),
      load_per_bus_(plant.conversion.bus_to_load),
      bus_per_load_(1.0 / plant.conversion.bus_to_load),
      inverter_max_(limit_or_endless(plant.inverter_max)),
      own_w_((plant.own_draw + (has_battery_ ? plant.battery.standby : Power())) / watt),
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
      per_usable_(plant.battery.usable() > Energy() ? joule / plant.battery.usable() : 0.0),
      discharge_from_c_(plant.battery.discharge_min.in_celsius()),
      charge_from_c_(plant.battery.charge_min.in_celsius()),
      charge_to_c_(plant.battery.charge_max_temperature.in_celsius()) {
  // Cells that need heat are left to the whole step.
  if (plant.battery.heater > Power()) discharge_from_c_ = std::max(discharge_from_c_, 5.0);
  double upper = endless;
  for (std::size_t b = 0; b < band_count_; ++b) {
    const LoadBand& band = table.bands()[b];
    bands_[b] = {band.from, upper, band.all.data(), band.inside_c.data(), band.too_hot.data()};
    upper = band.from;
  }
}

/// Notes the bands that the charge passes until the one that holds it; false where there is none,
/// or no place left.
bool EasyHours::enter_band(double charge, int i, BandPath& path) const {
  std::size_t band = path.count > 0 ? path.last().band : 0;
  while (band > 0 && charge >= bands_[band].upper) --band;
  while (band < band_count_ && charge < bands_[band].lower) ++band;
  if (band == band_count_ || path.count == BandPath::most) return false;
  path.parts[path.count++] = {band, i};
  return true;
}

/// Neither grid nor a limit of inverter or cells has a say.
inline bool EasyHours::is_plain(int i, double load, double stored, double cells_c) const {
  if (grid_ != nullptr && grid_[i] > Power()) return false;
  if (load > inverter_max_) return false;
  return !has_battery_ || (stored - floor_j_ > dust_j_ && cells_c >= discharge_from_c_);
}

/// What of the sun left over the battery takes.
inline double EasyHours::taken_in(double left, double stored, double cells_c) const {
  if (cells_c < charge_from_c_ || cells_c > charge_to_c_) return 0.0;
  const double room = (ceiling_j_ - stored) * per_charge_efficiency_ * per_step_;
  return std::max(0.0, std::min({left, charge_max_, room}));
}

/// The battery gives `needed` from above the reserve, and the generator rests.
inline bool EasyHours::is_carried(double needed, double stored, double charge) const {
  if (charge < start_below_ || needed > discharge_max_) return false;
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
int EasyHours::run(int i, int end, EasyState& now, BandPath& path, EasySums& sums) const {
  path.count = 0;
  Band bounds;
  EasySums sum = sums;
  const int first = i;
  double stored = now.stored_j;
  double charge = now.charge;
  double cells_c = now.cells_c;
  for (; i < end; ++i) {
    if (charge < bounds.lower || charge >= bounds.upper) {
      if (!enter_band(charge, i, path)) break;
      bounds = bands_[path.last().band];
    }
    const double load = bounds.all[i] / watt;
    if (!is_plain(i, load, stored, cells_c)) break;
    const double offered = yield_ == nullptr ? 0.0 : yield_[i] * panels_w_;
    const double panels = std::min(offered, panel_input_max_);
    const double surplus = panels * panel_to_bus_ - own_w_;
    const double by_sun = surplus * load_per_bus_;
    if (by_sun >= load && surplus >= 0.0) {
      const double left = surplus - std::min(surplus, load * bus_per_load_);
      const double in = taken_in(left, stored, cells_c);
      stored = kept_ * stored + (floor_leak_j_ + in * hour_s * stores_);
      stored = std::max(floor_j_, std::min(stored, ceiling_j_));
      sum.in += in;
      sum.spilled += left - in;
    } else {
      const double sun_left = std::max(0.0, surplus);
      const double rest = load - sun_left * load_per_bus_;
      const double out = (sun_left - surplus) + rest * bus_per_load_;
      // A hair of rounding decides nothing: where it would, the whole step decides.
      if (!is_carried(out + 1e-9 * (load + own_w_), stored, charge)) break;
      stored =
          kept_ * stored + (floor_leak_j_ - kept_ * (out * hour_s * per_discharge_efficiency_));
      stored = std::max(floor_j_, stored);
      sum.out += out;
    }
    charge = std::min(1.0, per_usable_ * (stored - floor_j_));
    cells_c = bounds.inside_c[i];
    sum.offered += offered;
    sum.panels += panels;
    sum.note(load, charge, cells_c);
    sum.too_hot += bounds.too_hot[i];
  }
  sum.own += own_w_ * (i - first);
  sum.taken_j += now.stored_j - stored;
  sums = sum;
  now = {stored, charge, cells_c};
  return i;
}

void EasySums::add_to(StepFlows& flows, const Plant& plant) const {
  const Battery& battery = plant.battery;
  const double to_bus = plant.conversion.panel_to_bus;
  const double used = panels - spilled / to_bus;
  const double given = out / battery.discharge_efficiency;
  const double stored = in * battery.charge_efficiency;
  flows.panels += used * watt_hour;
  flows.curtailed += (offered - used) * watt_hour;
  flows.battery_in += in * watt_hour;
  flows.battery_out += out * watt_hour;
  flows.load += load * watt_hour;
  flows.own += own * watt_hour;
  const double through_inverter = used * to_bus + out - own - in;
  flows.conversion_loss += (used * (1.0 - to_bus) + (through_inverter - load)) * watt_hour;
  const Energy leaked = taken_j * joule - (given - stored) * watt_hour;
  flows.battery_loss += ((in - stored) + (given - out)) * watt_hour + leaked;
  flows.taken_from_store += taken_j * joule;
}

}  // namespace islet
