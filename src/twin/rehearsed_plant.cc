#include "twin/rehearsed_plant.h"

#include <algorithm>

#include "base/check.h"
#include "energy/year_books.h"

namespace islet {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;
/// After three failed cranks somebody has to look: so long until the controller tries again.
constexpr Duration lock_out = 10.0 * minute;

std::size_t hour_at(Instant moment) {
  const std::int64_t number = moment.nanoseconds() / hour_ns;
  return static_cast<std::size_t>((number % hours_per_year + hours_per_year) % hours_per_year);
}

}  // namespace

RehearsedPlant::RehearsedPlant(const SitePower& power, Instant start, Duration step,
                               RandomStream luck)
    : power_(power),
      length_(step),
      step_(power.plant, step),
      policy_(make_policy(power.policy, GeneratorRule{})),
      luck_(luck),
      state_(plant_state(power.plant, power.initial_charge)),
      now_(start) {
  CHECK(policy_ != nullptr);
  views_[0].name = "others";
  views_[0].importance = Importance::high;
  views_[1].name = "machines";
  views_[1].importance = Importance::high;
  see_weather();
}

void RehearsedPlant::see_weather() {
  const std::size_t at = hour_at(now_);
  if (!power_.air.empty()) ambient_ = power_.air[at];
  input_.cells = inside_temperature(power_.plant.cooling, ambient_, machines_);
  input_.panels = Power();
  if (!power_.panel_yield.empty() && !troubles_.sun_lost) {
    input_.panels = power_.panel_yield[at] * power_.plant.panel_health * power_.plant.panel_rated;
  }
  input_.grid = power_.grid.empty() || troubles_.mains_lost ? Power() : power_.grid[at];
  cooling_ = draw_per_heat(power_.plant.cooling, ambient_);
}

double RehearsedPlant::charge() const {
  const Energy usable = power_.plant.battery.usable();
  if (usable <= Energy()) return 1.0;
  return std::clamp((state_.stored - power_.plant.battery.floor()) / usable, 0.0, 1.0);
}

double RehearsedPlant::fuel() const {
  if (!power_.plant.generator || power_.plant.generator->tank <= Volume()) return 1.0;
  return std::clamp(state_.fuel / power_.plant.generator->tank, 0.0, 1.0);
}

/// The policy's word; and without mains the transfer switch asks for the set in any case.
bool RehearsedPlant::wants_set() {
  PlantView view;
  view.now = now_;
  view.step = length_;
  view.charge = charge();
  view.panels = input_.panels;
  view.grid = input_.grid;
  view.quiet_hour = power_.quiet_hours[hour_at(now_) % 24];
  step_.deliverable(view.without_generator, view.with_generator);
  if (power_.plant.generator) {
    view.generator_running = state_.generator_running;
    view.generator_ran = state_.generator_ran;
    view.generator_minimum_run = power_.plant.generator->minimum_run;
    view.generator_rated = power_.plant.generator->rated;
    view.generator_can_run = step_.generator_can_run() && !troubles_.generator_lost;
    view.fuel = fuel();
  }
  if (!view.generator_can_run) view.with_generator = view.without_generator;
  views_[1].demand = (1 + cooling_) * machines_;
  views_[0].demand = Power();
  for (const OtherDraw& other : power_.others) views_[0].demand += other.power;
  view.loads = views_;
  view.full.all = views_[0].demand + views_[1].demand;
  setpoint_ = policy_->decide(view, settings_);
  const bool is_dark = !power_.grid.empty() && !has_mains();
  return power_.plant.generator.has_value() && (setpoint_.generator_on || is_dark);
}

/// Crank, rest, crank again; at last it is locked out for a while.
void RehearsedPlant::crank(bool wanted) {
  if (!wanted || troubles_.generator_lost) {
    set_ = CrankState::stopped;
    attempts_ = 0;
    rests_ = false;
    return;
  }
  if (set_ == CrankState::running) return;
  if (set_ == CrankState::stopped && !rests_) {
    set_ = CrankState::cranking;
    set_until_ = after(now_, start_.crank);
    return;
  }
  if (now_ < set_until_) return;
  if (rests_) {
    rests_ = false;
    set_ = CrankState::cranking;
    set_until_ = after(now_, start_.crank);
  } else if (set_ == CrankState::warming) {
    set_ = CrankState::running;
    ++books_.starts;
    attempts_ = 0;
  } else {
    const bool fails = troubles_.failing_cranks > 0 || luck_.uniform() < start_.crank_failure;
    if (!fails) {
      set_ = CrankState::warming;
      set_until_ = after(now_, start_.transfer);
      return;
    }
    troubles_.failing_cranks = std::max(0, troubles_.failing_cranks - 1);
    ++books_.failed_cranks;
    rests_ = true;
    set_ = CrankState::stopped;
    set_until_ = after(now_, ++attempts_ % start_.cranks == 0 ? lock_out : start_.rest);
  }
}

void RehearsedPlant::take_step(Power machines) {
  machines_ = machines;
  see_weather();
  step_.show(state_, input_);
  crank(wants_set());
  setpoint_.generator_on = set_ == CrankState::running && step_.generator_can_run();
  Power load = (1 + cooling_) * machines;
  for (const OtherDraw& other : power_.others) load += other.power;
  step_.take(state_, load, setpoint_, flows_);
  YearBooks::add(books_.total, flows_);
  books_.machines += machines * length_;
  books_.asked += load * length_;
  now_ = after(now_, length_);
}

HybridInverter RehearsedPlant::shown() const {
  const Battery& battery = power_.plant.battery;
  HybridInverter out;
  out.panels = flows_.panels / length_;
  out.curtailed = flows_.curtailed > 0.02 * (flows_.panels + flows_.curtailed);
  out.loads = flows_.load / length_;
  out.delivered = books_.total.load;
  out.charge = battery.capacity > Energy() ? state_.stored / battery.capacity : 1.0;
  out.capacity = battery.capacity;
  out.battery = (flows_.battery_in - flows_.battery_out) / length_;
  out.discharge_limit = battery.discharge_max;
  return out;
}

}  // namespace islet
