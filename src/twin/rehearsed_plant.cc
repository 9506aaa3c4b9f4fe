#include "twin/rehearsed_plant.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "energy/shedding.h"
#include "energy/year_books.h"

namespace islet {
namespace {

/// After three cranks that failed each by itself: so long until the controller tries again.
constexpr Duration lock_out = 10.0 * minute;
/// A UPS charges that much longer than it carries its rating. Assumption, grade D, 2026-11.
constexpr double ups_charges_in = 50;
/// In which a box with its machines comes two thirds of the way to a new temperature. Assumption,
/// grade D, 2026-11.
constexpr Duration warms_in = 20.0 * minute;

}  // namespace

RehearsedPlant::RehearsedPlant(const SitePower& power, Instant start, Duration step,
                               RandomStream luck)
    : power_(power),
      new_capacity_(power.plant.battery.capacity),
      charge_max_(power.plant.battery.charge_max),
      length_(step),
      policy_(make_policy(power.policy, power.rule)),
      luck_(luck),
      state_(plant_state(power.plant, power.initial_charge)),
      repaired_at_(start),
      now_(start) {
  CHECK(policy_ != nullptr);
  if (power_.plant.generator) start_ = start_of(*power_.plant.generator);
  step_.emplace(power_.plant, length_);
  days_before_ = days_before(power_, *policy_);
  for (const OtherDraw& other : power_.others) {
    others_wanted_ += other.power;
    views_.push_back({other.name, other.importance, other.power, {}});
  }
  views_.push_back({"machines", Importance::high, Power(), {}});
  settings_.resize(views_.size());
  others_ = others_wanted_;
  look();
  inside_ = inside_temperature(power_.plant.cooling, sight_.ambient, Power());
}

/// Toward what the cooler makes of the air outside and the machines' heat.
void RehearsedPlant::warm() {
  const Temperature outside = sight_.ambient + troubles_.hotter;
  const Temperature toward = inside_temperature(power_.plant.cooling, outside, machines_);
  inside_ = inside_ + (1 - std::exp(-(length_ / warms_in))) * (toward - inside_);
  hottest_ = std::max(hottest_, inside_);
}

/// The hour's weather, less what troubles take away.
void RehearsedPlant::look() {
  see_weather(power_, now_, machines_, sight_);
  sight_.input.panels = troubles_.panel_health * sight_.input.panels;
  if (troubles_.sun_lost) sight_.input.panels = Power();
  if (troubles_.mains_lost) sight_.input.grid = Power();
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
  see_plant(power_, *step_, state_, sight_.input, view);
  if (!has_set()) lose_generator(power_.plant, state_, sight_.input, view);
  if (days_before_) days_before_->look(static_cast<int>(hour_of_year(now_)), view.outlook);
  views_.back().demand = (1 + sight_.cooling) * machines_;
  view.loads = views_;
  view.full = full_demand(views_);
  setpoint_ = policy_->decide(view, settings_);
  const bool is_dark = !power_.grid.empty() && !has_mains();
  return power_.plant.generator.has_value() && (setpoint_.generator_on || is_dark);
}

/// As the planner sheds them: else lights would drain what is kept for safety work. The machines
/// are held back by the live site itself.
void RehearsedPlant::shed_others() {
  others_ = Power();
  for (std::size_t k = 0; k < power_.others.size(); ++k) {
    others_ += settings_[k].share * power_.others[k].power;
  }
}

/// It is there, and nobody has to come to repair it.
bool RehearsedPlant::has_set() const {
  return power_.plant.generator && !troubles_.generator_lost && now_ >= repaired_at_;
}

/// Crank, rest, crank again; at last it is locked out for a while, or until it is repaired.
void RehearsedPlant::crank(bool wanted) {
  if (!wanted || !has_set()) {
    set_ = CrankState::stopped;
    attempts_ = 0;
    rests_ = false;
    return;
  }
  if (set_ == CrankState::running) return;
  if (set_ == CrankState::stopped && !rests_) {
    start_fails_ = luck_.uniform() < start_.start_failure;
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
    const bool fails =
        start_fails_ || troubles_.failing_cranks > 0 || luck_.uniform() < start_.crank_failure;
    if (!fails) {
      set_ = CrankState::warming;
      set_until_ = after(now_, start_.transfer);
      return;
    }
    troubles_.failing_cranks = std::max(0, troubles_.failing_cranks - 1);
    ++books_.failed_cranks;
    rests_ = true;
    set_ = CrankState::stopped;
    const bool was_last = ++attempts_ % start_.cranks == 0;
    set_until_ = after(now_, was_last ? lock_out : start_.rest);
    if (was_last && start_fails_) repaired_at_ = after(now_, power_.plant.generator->repair);
  }
}

/// Its meter goes on to say shares: of what it holds now.
void RehearsedPlant::wear_battery() {
  Energy& capacity = power_.plant.battery.capacity;
  const Energy worn = troubles_.battery_health * new_capacity_;
  if (worn == capacity || capacity <= Energy()) return;
  state_.stored = (worn / capacity) * state_.stored;
  capacity = worn;
  step_.emplace(power_.plant, length_);
}

Duration RehearsedPlant::ups_runtime() const {
  return power_.plant.ups ? ups_left_ * hold_time(*power_.plant.ups, machines_) : Duration();
}

/// Whether the machines run from their UPS in this step: no mains, no set, no battery behind them.
bool RehearsedPlant::ups_carries() {
  if (!power_.plant.ups) return false;
  const Ups& ups = *power_.plant.ups;
  if (is_fed() || power_.plant.battery.usable() > Energy()) {
    ups_left_ = std::min(1.0, ups_left_ + length_ / (ups_charges_in * ups.at_rated));
    return false;
  }
  const Duration held = ups_left_ * hold_time(ups, machines_);
  if (held < length_) {
    ups_left_ = 0;
    return false;
  }
  ups_left_ -= length_ / hold_time(ups, machines_);
  return true;
}

void RehearsedPlant::limit_charging(double share) {
  const Power most = share * charge_max_;
  if (most == power_.plant.battery.charge_max) return;
  power_.plant.battery.charge_max = most;
  step_.emplace(power_.plant, length_);
}

void RehearsedPlant::take_step(Power machines) {
  machines_ = machines;
  wear_battery();
  look();
  warm();
  step_->show(state_, sight_.input);
  crank(wants_set());
  shed_others();
  setpoint_.generator_on = set_ == CrankState::running && step_->generator_can_run();
  const bool by_ups = ups_carries();
  const Power cooled = by_ups ? Power() : (1 + sight_.cooling) * machines;  // cooling rests too
  const Power load = cooled + others_;
  step_->take(state_, load, setpoint_, flows_);
  YearBooks::add(books_.total, flows_);
  books_.machines += machines * length_;
  books_.asked += (cooled + others_wanted_) * length_;
  books_.shed += (others_wanted_ - others_) * length_;
  now_ = after(now_, length_);
}

Power RehearsedPlant::deliverable_now() const {
  constexpr Duration horizon = 15.0 * minute;
  const Deliverable most = deliverable(power_.plant, state_, horizon, sight_.input, has_set());
  return std::max(Power(), most.to_reserve - others_ - sight_.cooling * machines_);
}

HybridInverter RehearsedPlant::shown() const {
  const Battery& battery = power_.plant.battery;
  HybridInverter out;
  out.panels = flows_.panels / length_;
  out.curtailed = flows_.curtailed > 0.02 * (flows_.panels + flows_.curtailed);
  out.loads = flows_.load / length_;
  out.delivered = books_.total.load;
  out.charge = battery.capacity > Energy() ? state_.stored / battery.capacity : 1.0;
  out.capacity = new_capacity_;
  out.battery = (flows_.battery_in - flows_.battery_out) / length_;
  out.discharge_limit = battery.discharge_max;
  out.charge_max = charge_max_;
  return out;
}

}  // namespace islet
