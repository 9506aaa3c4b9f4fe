#include "energy/plant_year.h"

#include "base/check.h"
#include "energy/load_table.h"
#include "energy/year_run.h"

namespace islet {

/// A year of hourly steps under a policy.
///
///     for each hour: show the plant to the policy, take its setpoint, step, book
///     cooling of a load = its power * draw_per_heat(ambient)
///
/// Valid for   hourly means; a year that repeats
/// Leaves out  what happens within the hour (see `bridging_energy`), wear during the year
/// Source      the models it calls; renewable share: HOMER Pro 3.12 help, "Renewable fraction"
PlantYear plant_year(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                     const Policy& policy, const PlantYearOptions& options) {
  return YearRun(plant, weather, loads, policy).run(options);
}

PlantYear plant_year(const Plant& plant, const PlantWeather& weather, const LoadTable& table,
                     const Policy& policy, const PlantYearOptions& options) {
  CHECK(options.trace == nullptr);
  return YearRun(plant, weather, table, policy).run(options);
}

}  // namespace islet
