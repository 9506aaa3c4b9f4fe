// Arithmetic of markets: growth from endpoints, whether a stated growth can be right, projections.
#pragma once

#include <optional>

#include "base/quantity.h"

namespace islet {

/// Compound annual growth from the first figure to the last, as a share a year (0.19 is 19 %).
///
/// Formula     (last / first)^(1 / years) - 1
/// Valid for   first and last above 0, years above 0
/// Leaves out  what happened between
/// Source      definition of the compound annual growth rate
double annual_growth(double first, double last, double years);

/// A range of growth a year, shares.
struct GrowthRange {
  double low = 0;
  double high = 0;
};

/// Growth from a range to a range: low to low and high to high, ordered.
GrowthRange growth_between(GrowthRange first, GrowthRange last, double years);

enum class GrowthCheck { ok, off, none };

/// Whether stated and recomputed growth agree.
///
/// Formula     ok when both recomputed ends lie in [stated low - 1 point, stated high + 1 point];
///             off when not; none when either is missing
/// Valid for   shares a year
/// Leaves out  rounding of the endpoints, which a point covers
/// Source      convention of the market records (data/knowledge/market)
GrowthCheck check_growth(const std::optional<GrowthRange>& stated,
                         const std::optional<GrowthRange>& recomputed);

/// A market `years` after a known size, with the widest of the growths given.
///
/// Formula     low (1 + least growth)^years to high (1 + greatest growth)^years
/// Valid for   years from 0
/// Leaves out  saturation: no growth lasts
/// Source      compound growth
GrowthRange projected(GrowthRange size, const std::optional<GrowthRange>& stated,
                      const std::optional<GrowthRange>& recomputed, double years);

}  // namespace islet
