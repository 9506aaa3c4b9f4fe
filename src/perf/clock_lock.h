// A lock on the clock of a board's arithmetic: what it costs in speed and what it saves in watts.
#pragma once

namespace islet {

/// Below it boards are not run: voltage no longer falls and every job takes longer.
inline constexpr double clock_min = 0.3;

/// Factors against the highest clock; all 1 there.
struct ClockEffect {
  double compute = 1;       ///< on the time of arithmetic
  double memory = 1;        ///< on the time of reading memory
  double compute_draw = 1;  ///< on the watts above idle of busy arithmetic
  double memory_draw = 1;   ///< on those of busy memory
};

/// `clock` is a share of the highest, `clock_min` to 1.
ClockEffect clock_effect(double clock);

}  // namespace islet
