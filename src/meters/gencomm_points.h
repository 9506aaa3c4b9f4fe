// Registers of generator controllers that speak Deep Sea's GenComm.
#pragma once

#include <cstdint>

namespace islet {

// Source: Deep Sea Electronics, GenComm standard: pages 4, 5, 6 and 16.

struct GencommPoints {
  static constexpr std::uint8_t unit = 10;  ///< usual
  static constexpr std::uint16_t fuel_percent = 1027, engine_state = 1408, total_power = 1536;
  static constexpr std::uint16_t running = 3;  ///< of the engine's state
};

}  // namespace islet
