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
  for (const OtherDraw& other : power.others) out.fixed += other.power;
  constexpr int days = 14;
  for (int back = 0; back < days && !power.panel_yield.empty(); ++back) {
    for (int at = 0; at < 24; ++at) {
      const int number = 24 * (first_day + back - days / 2) + at;
      const auto index =
          static_cast<std::size_t>((number % hours_per_year + hours_per_year) % hours_per_year);
      out.usual_sun[static_cast<std::size_t>(at)] +=
          power.panel_yield[index] / days * power.plant.panel_health * power.plant.panel_rated;
    }
  }
  return out;
}

}  // namespace islet
