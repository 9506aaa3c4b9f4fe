// Dirt on panels over the year.
#include "energy/soiling.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"

namespace islet {
namespace {

constexpr std::size_t days = hours_per_year / 24;

}  // namespace

/// Dirt by the days since the last rain.
///
///     loss(day) = min(most, loss(day - 1) + loss_per_day);   0 on days of cleaning rain or washing
///     no growth for `grace_days` after rain
///
/// Valid for   dry country with rare rain (fitted to California); rate by the place
/// Leaves out  wind, dew, tilt, light rain that makes it worse
/// Source      Kimber, Mitchell, Nogradi, Wenger, "The effect of soiling on large grid-connected
///             photovoltaic systems in California", IEEE WCPEC, 2006
std::vector<double> soiling_year(const SoilingRule& rule, std::span<const Length> daily_rain) {
  CHECK(daily_rain.size() == days);
  CHECK(rule.loss_per_day >= 0 && rule.most >= 0 && rule.most <= 1);
  std::vector<double> lost(days, 0.0);
  double loss = 0;
  int since_rain = rule.grace_days;
  for (std::size_t step = 0; step < 2 * days; ++step) {  // the first year only finds its start
    const std::size_t today = step % days;
    const bool washed =
        rule.wash_every_days > 0 && static_cast<int>(today) % rule.wash_every_days == 0;
    if (daily_rain[today] > rule.cleaning_rain) {
      loss = 0;
      since_rain = 0;
    } else {
      ++since_rain;
      if (since_rain > rule.grace_days) loss = std::min(rule.most, loss + rule.loss_per_day);
      if (washed) loss = 0;
    }
    lost[today] = loss;
  }
  return lost;
}

std::vector<double> soiling_year(const std::array<double, months_per_year>& monthly) {
  std::vector<double> lost;
  lost.reserve(days);
  for (int m = 0; m < months_per_year; ++m) {
    const double share = monthly[static_cast<std::size_t>(m)];
    CHECK(share >= 0 && share <= 1);
    lost.insert(lost.end(), static_cast<std::size_t>(days_in_month(m)), share);
  }
  return lost;
}

}  // namespace islet
