#include "sim/plant_sight.h"

#include "base/clock_hour.h"
#include "energy/year_books.h"

namespace islet {

std::size_t hour_of_year(Instant moment) {
  const std::int64_t number = hour_of(moment);
  return static_cast<std::size_t>((number % hours_per_year + hours_per_year) % hours_per_year);
}

void see_weather(const SitePower& power, Instant now, Power heat, PlantSight& sight) {
  const std::size_t at = hour_of_year(now);
  const Plant& plant = power.plant;
  sight.input.cells = inside_temperature(plant.cooling, sight.ambient, heat);
  if (!power.air.empty()) sight.ambient = power.air[at];
  if (!power.panel_yield.empty()) {
    sight.input.panels = power.panel_yield[at] * plant.panel_health * plant.panel_rated;
  }
  if (!power.grid.empty()) sight.input.grid = power.grid[at];
  sight.cooling = draw_per_heat(plant.cooling, sight.ambient);
}

double charge_of(const Plant& plant, const PlantState& state) {
  return plant.battery.charge(state.stored);
}

void see_plant(const SitePower& power, const PlantStep& step, const PlantState& state,
               const StepInput& input, PlantView& view) {
  view.charge = charge_of(power.plant, state);
  view.panels = input.panels;
  view.grid = input.grid;
  view.quiet_hour = power.quiet_hours[hour_of_year(view.now) % 24];
  view.set_is_out = false;
  step.deliverable(view.without_generator, view.with_generator);
  if (!power.plant.generator) return;
  const Generator& set = *power.plant.generator;
  view.generator_running = state.generator_running;
  view.generator_ran = state.generator_ran;
  view.generator_minimum_run = set.minimum_run;
  view.generator_rated = set.rated;
  view.generator_can_run = step.generator_can_run();
  view.fuel = set.tank > Volume() ? state.fuel / set.tank : 1.0;
}

std::optional<DaysBefore> days_before(const SitePower& power, const Policy& policy) {
  if (policy.looks_ahead() == 0 || power.expected.empty()) return std::nullopt;
  const PlantWeather weather{power.panel_yield, power.air, power.grid, power.quiet_hours};
  return DaysBefore(power.plant, weather, power.expected, policy.looks_ahead());
}

void lose_generator(const Plant& plant, const PlantState& state, const StepInput& input,
                    PlantView& view) {
  view.set_is_out = plant.generator.has_value();
  view.generator_running = view.generator_can_run = false;
  view.without_generator = deliverable(without_set(plant), state, view.step, input, false);
  view.with_generator = view.without_generator;
}

}  // namespace islet
