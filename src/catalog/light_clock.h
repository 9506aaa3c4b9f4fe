// Whether the light of a weather year comes when the sun does: a clock that is off by an hour makes
// a wrong year that looks right.
#pragma once

#include "base/quantity.h"
#include "catalog/weather.h"

namespace islet {

/// How much later the light comes than the sun; negative: earlier. 0 in a year without light.
Duration light_offset(const WeatherYear& weather);

/// Adds a note where that is more than clouds explain.
void note_light_offset(WeatherYear& weather);

}  // namespace islet
