#include "energy/sun_on_bus.h"

#include <array>
#include <cstddef>

#include "energy/store_terms.h"

namespace islet {

SunOnBus::SunOnBus(const Plant& plant, const PlantWeather& weather)
    : on_bus_(hours_per_year),
      yield_(weather.panel_yield),
      panels_(plant.panel_health * plant.panel_rated) {
  if (yield_.empty()) return;
  const Power most = limit_or_none(plant.panel_input_max);
  const double to_bus = plant.conversion.panel_to_bus;
  const double* from = yield_.data();
  Power* to = on_bus_.data();
  for (std::size_t i = 0; i < hours_per_year; ++i) {
    const Power offered = from[i] * panels_;
    to[i] = (offered < most ? offered : most) * to_bus;
  }
}

Energy SunOnBus::offered(int first_hour, int end) const {
  if (yield_.empty()) return Energy();
  // Sums side by side, since an addition has to wait for the one before.
  std::array<double, 4> parts{};
  const auto first = static_cast<std::size_t>(first_hour);
  for (std::size_t i = first; i + 4 <= static_cast<std::size_t>(end); i += 4) {
    for (std::size_t k = 0; k < 4; ++k) parts[k] += yield_[i + k];
  }
  return ((parts[0] + parts[1]) + (parts[2] + parts[3])) * panels_ * hour;
}

}  // namespace islet
