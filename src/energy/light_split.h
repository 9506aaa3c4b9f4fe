// Direct and diffuse light where only global light is known.
#pragma once

#include <span>

#include "catalog/weather.h"
#include "energy/sun_position.h"

namespace islet {

/// How the diffuse light is told from the global: by the hour's clearness alone (Erbs), by that and
/// its neighbours, the day and the sun's height (Ridley), or by the direct light that the air would
/// let through (DISC).
enum class SplitModel { erbs, ridley, disc };

/// Replaces direct and diffuse light of every hour by what `model` makes of its global light, so
/// that ghi = dni cos z + dhi while the sun is more than 3 degrees up. `sun` holds one position for
/// each hour.
void split_global_light(SplitModel model, std::span<const SunPosition> sun, WeatherYear& weather);

}  // namespace islet
