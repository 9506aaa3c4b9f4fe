// A hybrid inverter with panels and battery, laid out as a SunSpec device: models 1, 124, 103, 160,
// 713 and 802, as the rehearsed plant shows itself.
#pragma once

#include "base/quantity.h"
#include "meters/modbus_server.h"

namespace islet {

struct HybridInverter {
  Power panels;
  bool curtailed = false;
  Power loads;        ///< on its AC side
  Energy delivered;   ///< to them, since ever
  double charge = 1;  ///< share of the capacity
  double health = 1;
  Energy capacity;
  Power battery;  ///< + charging
  Power discharge_limit;
  Power charge_max;  ///< of its charger, unlimited
  /// A failing one: the charge is not implemented, the sign of the sun's power has turned.
  bool is_absurd = false;
};

/// Writes all registers of the device anew, from the marker to the end of the list, but for what
/// clients set in its storage controls (model 124).
void lay_out(RegisterBank& bank, std::uint8_t unit, const HybridInverter& device);

/// What a client lets it charge with, as a share of its most; 1 where nobody limits it.
double charge_share(const RegisterBank& bank, std::uint8_t unit);

}  // namespace islet
