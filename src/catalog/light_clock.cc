#include "catalog/light_clock.h"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace islet {
namespace {

/// The years that are shipped lie within 0.21 h (afternoon clouds of Malaysia), but for Honolulu's,
/// which is known to be 0.75 h off (synthetic_weather_test.cc). Measured 2026-11-21.
constexpr Duration clouds_explain = 0.5 * hour;

}  // namespace

/// The middle of the year's light, by the sun's own time.
///
///     offset = sum(ghi (solar time - 12 h)) / sum(ghi)
///
/// Valid for   hourly means of a whole year, whose clouds are alike before and after noon
/// Leaves out  mountains to one side
/// Source      definition; equation of time: Spencer, Search 2(5), 1971, shortened
Duration light_offset(const WeatherYear& weather) {
  Irradiance light;
  double moment = 0;
  for (std::size_t i = 0; i < weather.hours.size(); ++i) {
    const double angle = 2 * std::numbers::pi * (static_cast<double>(i) / 24 - 80) / 364;
    const double equation_h =
        (9.87 * std::sin(2 * angle) - 7.53 * std::cos(angle) - 1.5 * std::sin(angle)) / 60;
    const double local = static_cast<double>(i % 24) + weather.sun_at / hour;
    const double solar =
        local + equation_h + weather.position.longitude_deg / 15 - weather.utc_offset / hour - 12;
    const double from_noon = std::remainder(solar, 24.0);
    const Irradiance now = weather.hours[i].ghi;
    light += now;
    moment += from_noon * (now / watt_per_square_metre);
  }
  if (light <= Irradiance()) return Duration();
  return moment / (light / watt_per_square_metre) * hour;
}

void note_light_offset(WeatherYear& weather) {
  const Duration offset = light_offset(weather);
  if (offset <= clouds_explain && offset >= -1.0 * clouds_explain) return;
  weather.notes.push_back(fmt::format(
      "its light comes {:.0f} min {} than the sun stands there: check the file's time zone and "
      "longitude",
      std::abs(offset / minute), offset > Duration() ? "later" : "earlier"));
}

}  // namespace islet
