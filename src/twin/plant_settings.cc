#include "twin/plant_settings.h"

#include <algorithm>

namespace islet {

PlantWatchSettings plant_settings(const SitePower& power, int first_day) {
  PlantWatchSettings out;
  out.plant = power.plant;
  for (const Power grid : power.grid) out.grid = std::max(out.grid, grid);
  // Without a set nothing comes that the store bridges to: its charge and the work's own steps say
  // who is served, as in the plan.
  out.sheds_by_mains = power.plant.generator.has_value();
  out.set = {power.policy, power.rule, power.quiet_hours};
  if (power.plant.generator) out.set.patience = set_patience(*power.plant.generator);
  out.counted_share = power.rule.steps.scale;
  for (const OtherDraw& other : power.others) {
    out.fixed += other.power;
    out.others.push_back({other.importance, other.power});
  }
  out.calendar = Calendar::of_weather_year(first_day);
  out.air_year = power.air;
  for (const double yield : power.panel_yield) {
    out.panel_year.push_back(yield * power.plant.panel_health * (power.plant.panel_rated / watt));
  }
  return out;
}

}  // namespace islet
