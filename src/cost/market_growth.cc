#include "cost/market_growth.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

constexpr double one_point = 0.01;

}  // namespace

double annual_growth(double first, double last, double years) {
  CHECK(first > 0 && last > 0 && years > 0);
  return std::pow(last / first, 1.0 / years) - 1;
}

GrowthRange growth_between(GrowthRange first, GrowthRange last, double years) {
  const double from_low = annual_growth(first.low, last.low, years);
  const double from_high = annual_growth(first.high, last.high, years);
  return {std::min(from_low, from_high), std::max(from_low, from_high)};
}

GrowthCheck check_growth(const std::optional<GrowthRange>& stated,
                         const std::optional<GrowthRange>& recomputed) {
  if (!stated || !recomputed) return GrowthCheck::none;
  const bool inside =
      recomputed->low >= stated->low - one_point && recomputed->high <= stated->high + one_point;
  return inside ? GrowthCheck::ok : GrowthCheck::off;
}

GrowthRange projected(GrowthRange size, const std::optional<GrowthRange>& stated,
                      const std::optional<GrowthRange>& recomputed, double years) {
  CHECK(years >= 0);
  CHECK(stated || recomputed);
  GrowthRange widest = stated ? *stated : *recomputed;
  if (recomputed) {
    widest.low = std::min(widest.low, recomputed->low);
    widest.high = std::max(widest.high, recomputed->high);
  }
  return {size.low * std::pow(1 + widest.low, years), size.high * std::pow(1 + widest.high, years)};
}

}  // namespace islet
