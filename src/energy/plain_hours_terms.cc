#include <algorithm>
#include <cstddef>

#include "energy/generator_choice.h"
#include "energy/plain_hours.h"

namespace islet {

PlainHours::PlainHours(const Plant& plant, const PlantWeather& weather, const PlainRule& rule,
                       const ChargeBands& bands, const SunOnBus& sun)
    : plant_(plant),
      set_(plant.generator.value_or(Generator())),
      bands_(bands),
      sun_(sun),
      grid_(weather.grid.empty() ? nullptr : weather.grid.data()),
      rates_(plant.conversion),
      store_(plant.battery, hour),
      has_battery_(plant.battery.capacity > Energy()),
      charges_(rule.charges),
      reserve_(plant.battery.stored_at(plant.keep_above)),
      carried_above_reserve_(endless),
      surely_fed_(-endless),
      charge_fits_((1.0 - hair) * store_.charge_max),
      brim_((1.0 - hair) * store_.ceiling),
      own_(plant.own_draw + (has_battery_ ? plant.battery.standby : Power())),
      inverter_max_(limit_or_none(plant.inverter_max)),
      charger_max_(limit_or_none(plant.charger_max)),
      filled_(plant, weather, sun, own_, bands.most_load()),
      fuel_least_(endless),
      discharge_from_c_(plant.battery.discharge_min.in_celsius()),
      charge_from_c_(plant.battery.charge_min.in_celsius()),
      charge_to_c_(plant.battery.charge_max_temperature.in_celsius()) {
  for (int at = 0; at < 24; ++at) {
    const GeneratorRule& marks = rule.generator;
    const ChargeMarks now =
        charges_ ? marks_at(marks, at, 0.0) : ChargeMarks{marks.start_below, marks.stop_above};
    starts_[static_cast<std::size_t>(at)].start = bands.least_stored(now.start_below);
    stop_above_[static_cast<std::size_t>(at)] = bands.least_stored(now.stop_above);
    if (!charges_) continue;
    hour_asks_[static_cast<std::size_t>(at)] =
        marks.hour_asks[static_cast<std::size_t>(at)] * plant.battery.usable();
  }
  const auto is_less = [](const Marks& a, const Marks& b) { return a.start < b.start; };
  start_least_ = std::min_element(starts_.begin(), starts_.end(), is_less)->start;
  start_most_ = std::max_element(starts_.begin(), starts_.end(), is_less)->start;
  // Cells that need heat are left to the whole step.
  if (plant.battery.heater > Power()) discharge_from_c_ = std::max(discharge_from_c_, 5.0);
  const Power needed = (1 + 1e-6) * (own_ + bands.most_load() * rates_.bus_per_load);
  if (has_battery_ && needed <= store_.discharge_max) {
    carried_above_reserve_ = reserve_ + needed * hour / store_.gives + 2 * store_.dust;
  }
  mark_hours(weather.quiet_hours);
  if (own_ > Power()) {
    const bool has_power = store_.discharge_max > 1.001 * own_;
    const Energy fed = 1.001 * own_ * hour / store_.gives + 2 * store_.dust;
    surely_fed_ = has_power ? store_.floor + fed : Energy(endless);
  }
  if (plant.generator) take_set(*plant.generator, rule.generator);
}

/// What of the generator does not change in a year.
void PlainHours::take_set(const Generator& set, const GeneratorRule& rule) {
  least_ = std::min(set.minimum(), set.rated);
  may_run_ = set.rated - least_;
  rated_ = set.rated;
  by_minimum_ = (least_ - own_ * rates_.source_per_bus) * rates_.load_per_source * (1.0 - hair);
  const Power bus_most = own_ + set.rated * rates_.bus_per_source;
  if (bus_most > (1.0 - hair) * charger_max_) by_minimum_ = Power(-endless);
  driven_ = charges_ ? rated_ : least_;
  boost_ = (driven_ - least_) * rates_.bus_per_source;
  alone_ = (set.rated - own_ * rates_.source_per_bus) * rates_.load_per_source * (1.0 - hair);
  minimum_run_ = set.minimum_run;
  has_tank_ = set.tank > Volume();
  if (!has_tank_ && rated_ > Power()) fuel_least_ = Volume(-1.0);
  if (!has_tank_) return;
  burnt_by_itself_ = (set.fuel.no_load * set.rated) * hour;
  hours_per_volume_ = cubic_metre / (fuel_flow(set, set.rated, true) * hour);
  fuel_least_ = std::max(1.02 * fuel_flow(set, set.rated, true) * hour,
                         (1 + hair) * rule.fuel_for_safety * set.tank);
  if (set.refill_every <= Duration()) {
    fuel_least_ = std::max(fuel_least_, (1 + hair) * 0.25 * set.tank);
  }
}

/// In quiet hours the generator does not start, and stops.
void PlainHours::mark_hours(const std::array<bool, 24>& quiet) {
  for (std::size_t at = 0; at < quiet.size(); ++at) {
    if (quiet[at]) starts_[at].start = Energy(-endless);
    if (quiet[at]) stop_above_[at] = Energy(-endless);
    has_hours_ = has_hours_ || quiet[at] || start_most_ > start_least_;
    starts_[at].surely_carried = std::max(starts_[at].start, carried_above_reserve_);
    rests_[at] = {Energy(-endless), carried_above_reserve_};
  }
}

}  // namespace islet
