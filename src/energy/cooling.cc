#include "energy/cooling.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"

namespace islet {
namespace {

/// Degree of protection that a cooler leaves to the enclosure it is built into.
int protection(const CoolingUnit& unit) {
  if (unit.kind == "filtered_fan") return 54;
  return 66;
}

}  // namespace

Cooling cooling(const CoolingUnit& unit, Temperature inside_max) {
  CHECK(unit.curve.size() <= Cooling::points_max);
  Cooling result;
  result.points = static_cast<int>(unit.curve.size());
  std::copy(unit.curve.begin(), unit.curve.end(), result.curve.begin());
  result.heat_max = unit.heat_max;
  result.inside_above = unit.inside_above;
  result.ambient_min = unit.ambient_min;
  result.ambient_max = unit.ambient_max;
  result.inside_max = inside_max;
  return result;
}

/// Draw of a cooler in proportion to the heat, along the points of its record.
///
///     linear between the points by ambient, the end points beyond them
///
/// Valid for   fans and compressors whose speed follows the heat
/// Leaves out  on-off losses at small heat, humidity
/// Source      the catalogue's record; for a compressor draw / heat = 1 / COP
double draw_per_heat(const Cooling& unit, Temperature ambient) {
  if (unit.points == 0) return 0.0;
  const auto at = [&](int i) -> const CoolingPoint& {
    return unit.curve[static_cast<std::size_t>(i)];
  };
  if (ambient <= at(0).ambient) return at(0).draw_per_heat;
  for (int i = 1; i < unit.points; ++i) {
    if (ambient > at(i).ambient) continue;
    const double along = (ambient - at(i - 1).ambient) / (at(i).ambient - at(i - 1).ambient);
    return at(i - 1).draw_per_heat + along * (at(i).draw_per_heat - at(i - 1).draw_per_heat);
  }
  return at(unit.points - 1).draw_per_heat;
}

bool is_within_limits(const Cooling& unit, Temperature ambient, Power heat) {
  return is_within_limits(unit, ambient, heat, inside_temperature(unit, ambient, heat));
}

std::string objection(const CoolingUnit& unit, const CoolingNeed& need) {
  const Cooling loop = cooling(unit, need.inside_max);
  if (need.heat > unit.heat_max) return "moves less heat than the machines give";
  if (need.ambient_max > unit.ambient_max) return "the outside air gets hotter than it may";
  if (need.ambient_min < unit.ambient_min) return "the outside air gets colder than it may";
  if (unit.needs_clean_air && need.heavy_dust) return "blows outside air in, and dust is heavy";
  if (unit.needs_clean_air && need.heavy_salt) return "blows outside air in, and salt is heavy";
  if (need.ip_rating > protection(unit)) return "opens an enclosure that must stay sealed";
  if (inside_temperature(loop, need.ambient_max, need.heat) > need.inside_max) {
    return "leaves the inside too hot on the hottest day";
  }
  return "";
}

/// A closed box in the sun, without any cooler.
///
///     ambient + absorptance * sun / (4 * 17 W/m2K) + heat / (wall * u)
///
/// A convex box shows the sun a quarter of its surface in the mean (Cauchy), and its outer film
/// carries 17 W/m2K away (sol-air temperature).
///
/// Valid for   steady state, light wind
/// Leaves out  the box's heat store, light reflected by the ground
/// Source      ASHRAE Handbook Fundamentals 2017, chapter 18, sol-air temperature
Temperature shell_temperature(const Enclosure& shell, Temperature ambient, Irradiance sun,
                              Power heat) {
  const double film = 17.0;
  const double by_sun = shell.solar_absorptance * (sun / watt_per_square_metre) / (4.0 * film);
  const double conductance = shell.wall_w_per_m2_k * (shell.wall / square_metre);
  const double by_heat = conductance > 0.0 ? heat / watt / conductance : 0.0;
  return ambient + (by_sun + by_heat) * kelvin;
}

}  // namespace islet
