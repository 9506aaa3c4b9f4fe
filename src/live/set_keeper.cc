#include "live/set_keeper.h"

#include "base/check.h"
#include "energy/generator_choice.h"
#include "energy/shedding.h"

namespace islet {
namespace {

double fuel_of(const Plant& plant, const PlantState& state) {
  const Volume tank = plant.generator->tank;
  return tank > Volume() ? state.fuel / tank : 1.0;
}

}  // namespace

SetKeeper::SetKeeper(const Plant& plant, const SetRule& rule)
    : plant_(plant),
      without_(without_set(plant)),
      rule_(rule),
      policy_(make_policy(rule.policy, rule.rule)),
      watch_(rule.patience) {
  CHECK(policy_ != nullptr);
}

/// As the planner's simulation sees its plant. A set that is out is asked for as any other: that is
/// how it shows that it has been repaired.
PlantView SetKeeper::view_of(const SetSight& sight) {
  const double fuel = fuel_of(plant_, sight.state);
  loads_.clear();
  for (const DrawByImportance& one : sight.draws) {
    loads_.push_back({"", one.importance, one.power, {}});
  }
  settings_.resize(loads_.size());
  PlantView view;
  view.now = sight.clock;
  view.step = plant_horizon;
  view.charge = plant_.battery.charge(sight.state.stored);
  view.panels = sight.input.panels;
  view.grid = sight.input.grid;
  view.without_generator = deliverable(plant_, sight.state, plant_horizon, sight.input, false);
  view.with_generator = view.without_generator;
  view.generator_can_run = fuel > 0;
  if (view.generator_can_run) {
    view.with_generator = deliverable(plant_, sight.state, plant_horizon, sight.input, true);
  }
  view.generator_running = sight.state.generator_running;
  if (running_since_ != never) view.generator_ran = between(running_since_, sight.now);
  view.generator_minimum_run = plant_.generator->minimum_run;
  view.generator_rated = plant_.generator->rated;
  view.fuel = fuel;
  view.quiet_hour = rule_.quiet_hours[static_cast<std::size_t>(hour_of_day(sight.clock))];
  view.loads = loads_;
  view.full = full_demand(loads_);
  return view;
}

/// A set with a control is run by the plan's policy, and where work lacks power; another one has a
/// controller of its own, whose marks nobody here knows: it is missed when the plant cannot carry
/// to its reserve what draws now.
void SetKeeper::follow(const SetSight& sight) {
  if (!plant_.generator) return;
  if (!sight.state.generator_running) running_since_ = never;
  if (sight.state.generator_running && running_since_ == never) running_since_ = sight.now;
  const PlantView view = view_of(sight);
  is_wanted_ = policy_->decide(view, settings_).generator_on || (sight.is_asked && view.fuel > 0);
  const bool is_missed = !comes_for_safety_only(sight.clock, view.fuel) &&
                         view.full.all > view.without_generator.to_reserve;
  const bool has_to_come = sight.is_bridging || (rule_.may_start ? is_wanted_ : is_missed);
  watch_.follow(sight.now, has_to_come && view.fuel > 0, sight.runs);
}

bool SetKeeper::comes_for_safety_only(Instant clock, double fuel) const {
  return rule_.quiet_hours[static_cast<std::size_t>(hour_of_day(clock))] ||
         fuel < rule_.rule.fuel_for_safety;
}

bool SetKeeper::may_be_asked(Instant clock, double fuel, Energy above_reserve) const {
  if (!rule_.may_start || !plant_.generator || fuel <= 0) return false;
  return !comes_for_safety_only(clock, fuel) || above_reserve <= Energy();
}

}  // namespace islet
