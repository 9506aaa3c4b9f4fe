// Coolers: what they draw, how warm it gets inside, and where they may be used.
#pragma once

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

/// Air temperature inside while `heat` is moved out.
Temperature inside_temperature(const Cooling& unit, Temperature ambient, Power heat);

/// The ambient lies in the cooler's range, it can move `heat`, and inside stays below the limit.
bool is_within_limits(const Cooling& unit, Temperature ambient, Power heat);
/// The same where the inside temperature is known.
bool is_within_limits(const Cooling& unit, Temperature ambient, Power heat, Temperature inside);

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
