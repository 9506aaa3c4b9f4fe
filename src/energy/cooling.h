// Coolers: what they draw, how warm it gets inside, and where they may be used.
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "base/quantity.h"
#include "catalog/gear.h"

namespace islet {

/// A cooler as the plant's hourly loop needs it. Without points it draws nothing.
struct Cooling {
  static constexpr int points_max = 8;

  int points = 0;
  std::array<CoolingPoint, points_max> curve{};  ///< by rising ambient
  Power heat_max;
  TemperatureDifference inside_above;
  Temperature ambient_min = celsius(-273.15);
  Temperature ambient_max = celsius(1000);
  Temperature inside_max = celsius(1000);  ///< what the machines inside bear
};

/// The loop form of a catalogue cooler for machines that bear `inside_max`.
Cooling cooling(const CoolingUnit& unit, Temperature inside_max);

/// Electric watts per watt of heat moved.
double draw_per_heat(const Cooling& unit, Temperature ambient);

/// A cooled room is held here while the outside is cooler: the thermostat of a compressor.
inline constexpr Temperature thermostat = celsius(30);

/// Rise of a sealed box whose compressor is overloaded, for heat of one more rating: the passive
/// class of the catalogue at its rating.
inline constexpr TemperatureDifference overload_rise = 20.0 * kelvin;

/// Air inside the enclosure.
///
///     rise > 0:  ambient + rise * heat / heat_max               (walls, fans, exchangers)
///     else:      max(ambient + rise, min(ambient, 30 C))         (compressors: a thermostat)
///                + 20 K (heat / heat_max - 1) when overloaded
///
/// Valid for   steady state; rise = the record's inside_above at full heat
/// Leaves out  heat stored in walls and machines, sun on the enclosure
/// Source      Newton's law of cooling; overload: assumption, the catalogue's passive class
inline Temperature inside_temperature(const Cooling& unit, Temperature ambient, Power heat) {
  if (unit.heat_max <= Power()) return ambient;
  const double load = heat / unit.heat_max;
  if (unit.inside_above > TemperatureDifference()) return ambient + load * unit.inside_above;
  const Temperature held = std::max(ambient + unit.inside_above, std::min(ambient, thermostat));
  return held + std::max(0.0, load - 1.0) * overload_rise;
}

/// The ambient lies in the cooler's range, it can move `heat`, and inside stays below the limit.
bool is_within_limits(const Cooling& unit, Temperature ambient, Power heat);
/// The same where the inside temperature is known.
inline bool is_within_limits(const Cooling& unit, Temperature ambient, Power heat,
                             Temperature inside) {
  if (inside > unit.inside_max) return false;
  if (unit.heat_max <= Power()) return true;
  return ambient >= unit.ambient_min && ambient <= unit.ambient_max && heat <= unit.heat_max;
}

/// What a site asks of its cooler.
struct CoolingNeed {
  Power heat;
  Temperature ambient_min;
  Temperature ambient_max;
  Temperature inside_max = celsius(1000);
  bool heavy_dust = false;
  bool heavy_salt = false;
  int ip_rating = 0;  ///< of the enclosure; 65 for "IP65"; 0: none asked
};

/// Why the cooler cannot be used there, in one clause; empty when it can.
std::string objection(const CoolingUnit& unit, const CoolingNeed& need);

/// Inside a closed enclosure without any cooler, in steady state, with the sun on it.
Temperature shell_temperature(const Enclosure& shell, Temperature ambient, Irradiance sun,
                              Power heat);

}  // namespace islet
