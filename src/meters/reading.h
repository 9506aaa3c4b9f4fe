// What meters say: a figure of the plant or of a machine, when it was taken, and how far it may be
// believed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace islet {

/// What a figure is of. Powers in W, energies in J, durations in s, shares 0..1, switches 0 or 1.
enum class Gauge : std::uint8_t {
  panel_power,      ///< from the sun
  load_power,       ///< drawn by everything behind the inverter
  load_energy,      ///< of the same, a counter
  battery_charge,   ///< state of charge, share of the capacity
  battery_power,    ///< + charging
  battery_health,   ///< capacity left, share of the new one
  discharge_limit,  ///< power that the battery lets out now
  curtailed,        ///< 1: the sun gives less than it could
  mains,            ///< 1: the UPS or inverter sees its source
  ups_low,          ///< 1: the UPS says that it ends soon
  ups_charge,       ///< of the UPS's own battery
  ups_runtime,      ///< that the UPS expects
  grid_power,       ///< + drawn from the grid
  generator_runs,   ///< 1: it turns at rated speed
  generator_power,
  fuel,               ///< share of the tank
  device_power,       ///< of the machines that compute
  device_energy,      ///< of the same, a counter
  temperature,        ///< degrees Celsius, the hottest that the meter sees
  inlet_temperature,  ///< of the air that the machines draw in, degrees Celsius
};
inline constexpr int gauge_count = static_cast<int>(Gauge::inlet_temperature) + 1;
constexpr std::size_t index_of(Gauge gauge) { return static_cast<std::size_t>(gauge); }

/// "battery_charge".
std::string_view name_of(Gauge gauge);
/// "W", "J", "s", "C", or "" of a share or switch.
std::string_view unit_of(Gauge gauge);
/// The measure of that name; nothing for other names.
std::optional<Gauge> gauge_named(std::string_view name);

/// How far a meter's figure may be believed. Everything but `fresh` is shown to people as an alarm.
enum class MeterState : std::uint8_t {
  absent,   ///< never read
  fresh,    ///< read within two periods and a half
  stale,    ///< not read for so long
  absurd,   ///< what comes is no figure, or none that can be
  jumping,  ///< it goes up and down faster than the thing measured can
};
std::string_view name_of(MeterState state);

/// What a protocol found: no value where the device says that it has none (a sentinel).
struct Sample {
  Gauge what = Gauge::panel_power;
  std::optional<double> value;  ///< in the unit of the measure
};

struct GaugeReading {
  Gauge what = Gauge::panel_power;
  double value = 0;  ///< in the unit of the measure; the last that could be
  Instant taken;     ///< on the event clock, by when it came in
  MeterState state = MeterState::absent;
};

}  // namespace islet
