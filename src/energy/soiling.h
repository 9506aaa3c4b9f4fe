// Dirt on panels over the year, for `PanelCover::soiling`.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "catalog/weather.h"

namespace islet {

/// How dirt gathers and goes. Shares of light 0..1.
struct SoilingRule {
  double loss_per_day = 0.0015;          ///< 0.0005 in towns, 0.0015 to 0.003 in dry country
  Length cleaning_rain = 0.006 * metre;  ///< a day with more rain cleans
  int grace_days = 14;                   ///< after such a day the ground is damp, no dirt comes
  double most = 0.3;                     ///< what lies there no longer grows
  int wash_every_days = 0;               ///< by hand; 0: never
};

/// Share of light lost on each of 365 days, from the rain of each. The year starts as it ends.
std::vector<double> soiling_year(const SoilingRule& rule, std::span<const Length> daily_rain);

/// The same from twelve monthly shares.
std::vector<double> soiling_year(const std::array<double, months_per_year>& monthly);

}  // namespace islet
