#include "sim/plant_loop.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/clock_hour.h"
#include "energy/shedding.h"
#include "energy/year_books.h"

namespace islet {
namespace {

constexpr int forecast_hours = 36;
/// Days that a forecast of the sun is the mean of. Assumption, grade D, 2026-11.
constexpr int forecast_days = 3;

}  // namespace

PlantLoop::PlantLoop(const SitePower& power, std::vector<PlantLoad> loads, Instant start,
                     RandomStream luck)
    : power_(power),
      step_(power.plant, power.step),
      policy_(make_policy(power.policy, power.rule)),
      loads_(std::move(loads)),
      views_(loads_.size()),
      settings_(loads_.size()),
      luck_(luck),
      repaired_at_(start),
      days_before_(days_before(power, *policy_)),
      state_(plant_state(power.plant, power.initial_charge)),
      now_(start),
      next_delivery_(start) {
  CHECK(policy_ && power.step > Duration() && power.step <= hour);
  double sum = 0;
  for (const EnergyPrice each : power.grid_price) sum += each / (dollar / kilowatt_hour);
  if (sum > 0) mean_price_ = sum / static_cast<double>(power.grid_price.size());
  double degraded_below = 0;
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    views_[k] = {loads_[k].name, loads_[k].importance, Power(), loads_[k].steps};
    for (const DegradeStep& each : loads_[k].steps) {
      degraded_below = std::max(degraded_below, each.below_charge);
    }
  }
  view_.step = power.step;
  view_.loads = views_;
  view_.degraded_below = degraded_below;
  at_start_ = state_;
  books_.stored_at_start = books_.stored_at_end = state_.stored;
  books_.lowest_charge = charge();
}

void PlantLoop::take_delivery() {
  const auto& generator = power_.plant.generator;
  if (!generator || generator->tank <= Volume()) return;
  if (generator->refill_every > Duration()) {
    if (now_ < next_delivery_) return;
    next_delivery_ = after(next_delivery_, generator->refill_every);
  } else if (state_.fuel > 0.25 * generator->tank) {
    return;
  }
  books_.fuel_delivered += refill(power_.plant, state_);
}

void PlantLoop::begin_step() {
  take_delivery();
  look();
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    const PlantLoad& load = loads_[k];
    views_[k].demand = (1 + (load.heats ? sight_.cooling : 0.0)) * load.expected;
  }
  view_.full = full_demand(views_);
  setpoint_ = policy_->decide(view_, settings_);
  if (is_asked_ && view_.generator_can_run && !view_.quiet_hour) setpoint_.generator_on = true;
  starting_.reset();
  if (setpoint_.generator_on && !state_.generator_running) start_generator();
}

/// Weather and plant as they are, less what faults take away.
void PlantLoop::look() {
  see_weather(power_, now_, heat_, sight_);
  if (sun_is_lost_) sight_.input.panels = Power();
  step_.show(state_, sight_.input);
  view_.now = now_;
  see_plant(power_, step_, state_, sight_.input, view_);
  if (days_before_) days_before_->look(static_cast<int>(hour_of_year(now_)), view_.outlook);
  if (generator_is_lost_ || now_ < repaired_at_) lose_generator();
}

void PlantLoop::lose_generator() {
  islet::lose_generator(power_.plant, state_, sight_.input, view_);
}

/// When no attempt works, the set is lost until somebody has come, and the policy looks again at a
/// plant without it.
void PlantLoop::start_generator() {
  const Power by_others = view_.without_generator.without_battery;
  const Power missing = std::max(Power(), view_.full.all - by_others);
  const GeneratorStart start = generator_start(power_.plant, state_, missing, luck_.uniform());
  if (start.has_failed) {
    ++books_.failed_starts;
    repaired_at_ = after(now_, power_.plant.generator->repair);
    lose_generator();
    setpoint_ = policy_->decide(view_, settings_);
    setpoint_.generator_on = false;
  } else if (missing > Power() && (start.acute_only || start.goes_dark)) {
    starting_ = start;
  }
}

void PlantLoop::end_step(std::span<const Power> drawn) {
  CHECK(drawn.size() == loads_.size());
  Power load;
  heat_ = Power();
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    load += drawn[k];
    if (loads_[k].heats) heat_ += drawn[k];
  }
  const Power cooling = sight_.cooling * heat_;
  load += cooling;
  step_.take(state_, load, setpoint_, flows_);
  YearBooks::add(books_.total, flows_);
  books_.cooling += cooling * power_.step;
  books_.asked += load * power_.step;
  books_.generator_time = state_.generator_hours - at_start_.generator_hours;
  if (!power_.grid_price.empty()) {
    books_.grid_cost += price_at(now_) * (dollar / kilowatt_hour) * flows_.grid;
  }
  books_.generator_starts = state_.generator_starts - at_start_.generator_starts;
  books_.lowest_charge = std::min(books_.lowest_charge, charge());
  books_.stored_at_end = state_.stored;
  now_ = after(now_, power_.step);
}

/// Of energy from the grid; 1 where none is known.
double PlantLoop::price_at(Instant moment) const {
  if (power_.grid_price.empty()) return 1;
  const std::size_t at = hour_of_year(moment) % power_.grid_price.size();
  return power_.grid_price[at] / (dollar / kilowatt_hour);
}

Power PlantLoop::sun_to_load(Power panels) const {
  const Conversion& conversion = power_.plant.conversion;
  return conversion.panel_to_bus * conversion.bus_to_load * panels;
}

/// What the plant leaves to engines beyond what draws in any case.
///
///     available = (deliverable down to the reserve - fixed draws with cooling) / (1 + cooling)
///     for_safety = (deliverable down to the floor - fixed draws that are not shed, with cooling)
///                  / (1 + cooling)
///     free      = (sun behind its converters - fixed draws with cooling) / (1 + cooling), >= 0
///
/// Valid for   a step during which sun and fixed draws stay; a generator that may still start
/// Leaves out  that free power would fill the battery otherwise
/// Source      energy/plant_step.h for what is deliverable
PowerReading PlantLoop::reading(Power fixed_heating, Power fixed_other, Power kept_other) const {
  PowerReading reading;
  const Power fixed = (1 + sight_.cooling) * fixed_heating + fixed_other;
  const Deliverable& most =
      view_.generator_can_run ? view_.with_generator : view_.without_generator;
  reading.available = std::max(Power(), most.to_reserve - fixed) / (1 + sight_.cooling);
  const Power kept = (1 + sight_.cooling) * fixed_heating + kept_other;
  reading.for_safety = std::max(Power(), most.to_floor - kept) / (1 + sight_.cooling);
  reading.free = std::max(Power(), sun_to_load(sight_.input.panels) - fixed) / (1 + sight_.cooling);
  reading.charge = charge();
  reading.counted_share = view_.set_is_out ? 1.0 : power_.rule.steps.scale;
  const Plant& plant = power_.plant;
  const double out = plant.battery.discharge_efficiency * plant.conversion.bus_to_load;
  const Energy above_floor = std::max(Energy(), state_.stored - plant.battery.floor());
  const Energy reserve = kept_share(plant, view_.set_is_out) * plant.battery.usable();
  reading.above_floor = out * above_floor;
  reading.above_reserve = out * std::max(Energy(), above_floor - reserve);
  reading.fuel = std::clamp(view_.fuel, 0.0, 1.0);
  reading.generator_running = setpoint_.generator_on;
  reading.generator_can_run = view_.generator_can_run && !view_.quiet_hour;
  return reading;
}

/// Sun that is expected: what it was at that hour in the days before.
///
///     free(hour) = mean over three days of the sun at that hour, less fixed draws, >= 0
///     bought     = generator and grid; price of the grid's hour over its mean, else 1
///
/// Valid for   weather that lasts; nothing of the coming days is looked at
/// Leaves out  forecasts by others, which a live site may have
/// Source      persistence, the usual yardstick of forecasts; own choice of three days
Forecast PlantLoop::forecast(Power fixed_heating, Power fixed_other) const {
  Forecast slots;
  const Power fixed = (1 + sight_.cooling) * fixed_heating + fixed_other;
  const Plant& plant = power_.plant;
  for (int ahead = 0; ahead < forecast_hours; ++ahead) {
    const std::int64_t at = hour_of(now_) + ahead;
    const Instant from = start_of_hour(at);
    double yield = 0;
    if (ahead == 0 && !power_.panel_yield.empty()) {
      yield = power_.panel_yield[hour_of_year(from)];
    } else if (!power_.panel_yield.empty()) {
      const int first_day = ahead / 24 + (ahead % 24 == 0 ? 0 : 1);
      for (int back = 0; back < forecast_days; ++back) {
        const Instant then = start_of_hour(at - std::int64_t{24} * (first_day + back));
        yield += power_.panel_yield[hour_of_year(then)] / forecast_days;
      }
    }
    const Power sun = sun_to_load(yield * plant.panel_health * plant.panel_rated);
    ForecastSlot slot;
    slot.from = from;
    slot.length = hour;
    slot.free = std::max(Power(), sun - fixed) / (1 + sight_.cooling);
    if (plant.generator) slot.bought += plant.generator->rated / (1 + sight_.cooling);
    if (!power_.grid.empty()) slot.bought += power_.grid[hour_of_year(now_)] / (1 + sight_.cooling);
    slot.price = price_at(from) / mean_price_;
    slots.push_back(slot);
  }
  return slots;
}

}  // namespace islet
