// A power limit set on a board: which boards take one, and what it does to a tuning.
#pragma once

#include <string>

#include "base/quantity.h"
#include "catalog/accelerator.h"
#include "perf/tuning.h"

namespace islet {

/// What people may choose of how a model runs on a device.
struct RunSetting {
  std::string engine{};  ///< empty: the usual one there
  Power cap{};           ///< power limit set on each board; 0: its own
};

/// Whether the owner of a board can set its power limit: GPUs on cards and boards, and Jetsons by
/// their modes.
bool takes_power_cap(const Accelerator& device);

/// The tuning of a board that is held to `cap`; as it was where that is 0 or the board's own limit.
///
///     time of prompts and inputs = time / capped_speed(own, cap, prompts)
///     time of a decoding step    = time / capped_speed(own, cap, decoding)
///     watts                      = min(watts, cap)
///
/// Valid for   caps from 0.3 of the board's own limit (perf/power.h, capped_speed)
/// Leaves out  work that draws less than the cap and would not be slowed
/// Source      perf/power.h
void hold_to(Power cap, const Accelerator& device, Tuning& tuning);

/// Plain constants of the device's class under that setting.
Tuning tuning_of(const Accelerator& device, const RunSetting& setting);

}  // namespace islet
