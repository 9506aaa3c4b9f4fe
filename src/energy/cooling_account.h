// A cooler through a year of weather: its draw by month, how warm it gets inside, and what the
// machines may draw at that inlet.
#pragma once

#include <array>
#include <span>

#include "base/quantity.h"
#include "catalog/weather.h"
#include "energy/cooling.h"

namespace islet {

/// Shares of the full heat that machines step down through, the last of them at rest.
inline constexpr std::array<double, 6> heat_stages = {1.0, 0.9, 0.75, 0.5, 0.25, 0.0};

/// The highest stage at which the inside stays within the cooler's limit: machines step down
/// before the limit and never past it. 0 where the cooler may not run at all.
double heat_stage(const Cooling& unit, Temperature ambient, Power full);

struct CoolingMonth {
  Temperature air;                                 ///< mean
  Energy heat;                                     ///< moved
  Energy draw;                                     ///< of the cooler
  Temperature hottest;                             ///< inside
  Temperature hottest_at_work = celsius(-273.15);  ///< inside, of hours with any work
  Duration derated;                                ///< at a stage below full
  double work = 1;  ///< heat moved over what machines at full power give

  /// What the site draws over what its machines draw, cooling alone.
  double pue() const { return heat > Energy() ? 1 + draw / heat : 1; }
};

struct CoolingAccount {
  std::array<CoolingMonth, months_per_year> months{};
  CoolingMonth sum;
};

/// Machines that give off `full` all year, stepped down where they must be.
CoolingAccount cooling_account(const Cooling& unit, Power full, std::span<const Temperature> air);

}  // namespace islet
