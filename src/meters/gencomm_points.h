// Registers of generator controllers that speak Deep Sea's GenComm.
#pragma once

#include <cstdint>

namespace islet {

// Source: Deep Sea Electronics, GenComm standard: pages 3, 4, 5, 6 and 16.

struct GencommPoints {
  static constexpr std::uint8_t unit = 10;  ///< usual
  static constexpr std::uint16_t fuel_percent = 1027, engine_state = 1408, total_power = 1536;
  static constexpr std::uint16_t control_mode = 772, automatic = 1;
  /// A key and behind it its complement, written together.
  static constexpr std::uint16_t key = 4104, key_start = 35732, key_let_go = 35733;
  static constexpr std::uint16_t running = 3;  ///< of the engine's state
};

}  // namespace islet
