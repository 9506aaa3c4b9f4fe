#include "plan/search_count.h"

#include <algorithm>

namespace islet {
namespace {

std::int64_t at_least_one(std::size_t count) {
  return static_cast<std::int64_t>(std::max<std::size_t>(count, 1));
}

/// Combinations of gear kinds; what the site cannot have counts once.
std::int64_t gear_combinations(const Site& site, const Catalog& catalog) {
  std::int64_t count =
      at_least_one(catalog.coolers.size()) * at_least_one(catalog.enclosures.size());
  if (site.power.solar) {
    count *=
        at_least_one(catalog.pv_modules.size()) * at_least_one(catalog.charge_controllers.size());
  }
  if (site.power.battery) {
    const auto of_chemistry = std::count_if(
        catalog.batteries.begin(), catalog.batteries.end(),
        [&](const BatteryModule& each) { return each.chemistry == site.power.battery->chemistry; });
    count *= std::max<std::int64_t>(of_chemistry, 1) * at_least_one(catalog.inverters.size());
  }
  return count;
}

}  // namespace

SearchCount search_count(const Site& site, const Catalog& catalog,
                         const ComputeCandidates& candidates, const SizeGrid& grid,
                         const SearchResult& found) {
  SearchCount out;
  out.machines = candidates.covered;
  out.gear = gear_combinations(site, catalog);
  out.sizes = static_cast<std::int64_t>(grid.panels.size() * grid.storage.size());
  out.kinds = found.kinds;
  const std::int64_t plants = out.sizes * out.kinds;
  out.covered = out.machines * out.gear * plants;
  out.evaluated = found.evaluated;
  out.by_bound = found.by_bound;
  out.unfit = found.unfit;
  const auto searched = static_cast<std::int64_t>(candidates.list.size());
  out.dearer_gear = searched * (out.gear - 1) * plants;
  const std::int64_t beaten = candidates.beaten + candidates.more_than_needed;
  out.beaten = beaten * out.gear * plants;
  out.too_weak = candidates.too_weak * out.gear * plants;
  out.ruled_out = out.covered - out.too_weak - out.beaten - out.dearer_gear - out.unfit -
                  out.by_bound - out.evaluated;
  out.judged = (candidates.too_weak + beaten) * plants + out.unfit + out.by_bound + out.evaluated;
  if (found.best.empty() || !found.has_bound) return out;
  const double answer = found.best.front().sized.score;
  SearchCount::Gap gap{answer, std::min(found.lower_bound, answer), 0};
  if (answer > 0) gap.share = (gap.answer - gap.bound) / answer;
  out.gap = gap;
  return out;
}

}  // namespace islet
