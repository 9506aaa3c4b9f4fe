#include "plan/weather_odds.h"

#include <algorithm>

namespace islet {
namespace {

/// Standard normal quantiles of 50, 10 and 1 %.
constexpr double below_mean[odds_years_count] = {0.0, 1.2816, 2.3263};
constexpr double exceeded[odds_years_count] = {0.50, 0.90, 0.99};
/// A 90 % half-range in standard deviations.
constexpr double half_range = 1.6449;

}  // namespace

/// Sunlight of a year that p of 100 years exceed.
///
///     factor = 1 - z_p * sun_range / 1.645,   z = 0, 1.2816, 2.3263
///
/// Valid for   yearly sums, which are near normal; sun_range is their 90 % half-range at the place
/// Leaves out  that dark years may cluster; wind and temperature of those years
/// Source      Vignola, Grover, Lemon, McMahan, "Building a bankable solar radiation dataset",
/// Solar
///             Energy 86(8), 2012: yearly sums are normal; spread: `SiteWeather::sun_range`
std::array<OddsYear, odds_years_count> odds_years(const PlanContext& context,
                                                  const PreparedMachines& machines,
                                                  const SizedDesign& design) {
  std::array<OddsYear, odds_years_count> out{};
  const std::vector<SkyYear>& years = context.weather.years;
  const double each = 1.0 / static_cast<double>(years.size());
  for (std::size_t k = 0; k < out.size(); ++k) {
    OddsYear& now = out[k];
    now.exceeded = exceeded[k];
    now.sun_factor = std::max(0.0, 1 - below_mean[k] * context.weather.sun_range / half_range);
    for (const SkyYear& sky : years) {
      const PlantYear run = run_year(context, design, machines.loads, sky, now.sun_factor);
      now.panels += each * run.total.panels;
      now.curtailed += each * run.total.curtailed;
      now.generator += each * run.total.generator;
      now.grid += each * run.total.grid;
      now.used += each * run.total.load;
      now.unserved += each * run.unserved;
      now.fuel += each * run.total.fuel;
    }
  }
  return out;
}

}  // namespace islet
