#include "energy/sun_on_bus.h"

#include "base/check.h"
#include "energy/store_terms.h"

namespace islet {

DaySums offered_by_day(std::span<const double> yield, Power panels) {
  DaySums sums{};
  if (yield.empty()) return sums;
  CHECK(yield.size() == hours_per_year);
  const double* from = yield.data();
  for (Power& sum : sums) {
    // Sums side by side, since an addition has to wait for the one before.
    std::array<double, 8> parts{};
    for (std::size_t i = 0; i < 24; i += parts.size()) {
      for (std::size_t j = 0; j < parts.size(); ++j) parts[j] += from[i + j];
    }
    sum = (((parts[0] + parts[1]) + (parts[2] + parts[3])) +
           ((parts[4] + parts[5]) + (parts[6] + parts[7]))) *
          panels;
    from += 24;
  }
  return sums;
}

SunOnBus::SunOnBus(const Plant& plant, const PlantWeather& weather)
    : dark_(weather.panel_yield.empty() ? hours_per_year : 0),
      yield_(weather.panel_yield.empty() ? dark_.data() : weather.panel_yield.data()),
      panels_(plant.panel_health * plant.panel_rated),
      most_(limit_or_none(plant.panel_input_max)),
      to_bus_(plant.conversion.panel_to_bus) {}

}  // namespace islet
