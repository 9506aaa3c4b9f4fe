#include "plan/survival_curve.h"

#include <algorithm>
#include <cstddef>

namespace islet {
namespace {

constexpr std::size_t hours_max = 168;
/// Every 23rd hour of the year: each hour of the day in turn.
constexpr std::size_t starts = 380;
/// The curve ends where fewer last that long.
constexpr double told = 0.005;

}  // namespace

std::vector<SurvivalCurve> survival_curves(const OutageYear& with_set) {
  std::vector<SurvivalCurve> curves;
  const std::vector<Load>& loads = with_set.loads.loads;
  if (loads.empty() || with_set.plant.battery.usable() <= Energy()) return curves;
  const Plant plant = without_set(with_set.plant);
  const OutageYear outage_year{plant, with_set.loads, with_set.run, with_set.trace, with_set.sky};
  const auto less = [](const Load& a, const Load& b) { return a.importance < b.importance; };
  const auto [most, least] = std::minmax_element(loads.begin(), loads.end(), less);
  std::vector<Importance> classes = {least->importance};
  if (most->importance == Importance::safety && least->importance != Importance::safety) {
    classes.push_back(Importance::safety);
  }
  for (const Importance importance : classes) {
    const OutagePlant alone{{}, battery_for(outage_year.plant, importance), hour};
    std::vector<Power> net = net_load(outage_year, importance);
    const std::vector<Power>& grid = outage_year.sky.grid;
    for (std::size_t i = 0; i < net.size() && !grid.empty(); ++i) net[i] += grid[i];
    SurvivalCurve curve{importance,
                        mean_course(outage_year, alone, net, importance, hours_max, starts)};
    while (!curve.chance.empty() && curve.chance.back() < told) curve.chance.pop_back();
    curves.push_back(std::move(curve));
  }
  return curves;
}

}  // namespace islet
