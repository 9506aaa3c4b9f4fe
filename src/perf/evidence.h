// How far a prediction without calibration may be off: the range factors of grade C.
#pragma once

#include "catalog/accelerator.h"
#include "perf/tuning.h"

namespace islet {

/// Factor up and down that holds about 90 % of language-model times and rates.
double language_range_factor(DeviceClass device_class);

/// The same for models with inputs (vision, speech and others).
double input_range_factor(DeviceClass device_class);

/// Factor for power. A quick model of utilisation misses published watts by 12 % at the median and
/// 53 % at the 90th percentile (unseen devices 22 and 58 %); Islet, 2026-11. Whole nodes, whose
/// hosts and supplies are steadier than boards, get less.
inline constexpr double power_range_factor = 1.4;

/// The range with what it leaves open: `time_factor` and `power_range_factor`.
TunedRange completed(TunedRange range, double time_factor);

}  // namespace islet
