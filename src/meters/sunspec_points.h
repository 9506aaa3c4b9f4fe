// Where the points of SunSpec models stand that are used here, counted from the register that holds
// the model's number. Reader and rehearsed device go by the same table.
#pragma once

#include <cstddef>
#include <cstdint>

namespace islet {

// Source: SunSpec Alliance, Information Model Reference, models 1, 103, 124, 160, 701, 713, 802.

/// Where devices begin: the marker "SunS", then the first model.
inline constexpr std::uint16_t sunspec_base = 40'000, sunspec_first_model = 40'002;

struct CommonPoints {  // model 1
  static constexpr std::uint16_t model = 1;
  static constexpr std::size_t length = 66, maker = 2, device = 18, serial = 50, text_words = 16;
};

struct InverterPoints {  // models 101 to 103
  static constexpr std::uint16_t model = 103;
  static constexpr std::size_t length = 50, power = 14, power_scale = 15, energy = 24,
                               energy_scale = 26, state = 38;
  static constexpr int following_the_sun = 4, throttled = 5;  // of the state
};

struct StorageControlPoints {  // model 124
  static constexpr std::uint16_t model = 124, length = 24;
  static constexpr std::size_t charge_max = 2, mode = 5, charge_rate = 13, falls_back = 15,
                               max_scale = 18, rate_scale = 25;
  static constexpr std::uint16_t limits_charging = 1;  // bit of the mode
};

struct PanelPoints {  // model 160
  static constexpr std::uint16_t model = 160;
  static constexpr std::size_t power_scale = 4, inputs = 8, first_input = 10, input_length = 20,
                               input_power = 11;
};

struct AcPoints {  // model 701
  static constexpr std::uint16_t model = 701;
  static constexpr std::size_t power = 10, throttle = 110, power_scale = 116;
};

struct StoragePoints {  // model 713
  static constexpr std::uint16_t model = 713;
  static constexpr std::size_t length = 7, capacity = 2, available = 3, charge = 4, health = 5,
                               state = 6, energy_scale = 7, share_scale = 8;
};

struct BatteryPoints {  // model 802
  static constexpr std::uint16_t model = 802;
  static constexpr std::size_t length = 62, discharge_limit = 5, charge = 11, health = 13,
                               charge_state = 16, state = 22, power = 47, limit_scale = 54,
                               charge_scale = 56, health_scale = 58, power_scale = 63;
  static constexpr int discharging = 3, charging = 4, holding = 6;  // of the charge state
  static constexpr std::uint16_t connected = 3;                     // of the state
};

}  // namespace islet
