#include "plan/search_count.h"

#include <algorithm>
#include <cmath>

#include "plan/ups_choice.h"

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
  if (may_take_ups(site) && asks_for_ups(site)) count *= at_least_one(catalog.upses.size() + 1);
  return count;
}

}  // namespace

SearchCount search_count(const Site& site, const Catalog& catalog,
                         const ComputeCandidates& candidates, const SizeGrid& grid,
                         const SearchResult& found) {
  SearchCount out;
  out.machines = candidates.covered;
  out.gear = static_cast<double>(gear_combinations(site, catalog));
  out.sizes = static_cast<double>(grid.panels.size() * grid.storage.size());
  out.kinds = static_cast<double>(found.kinds);
  const double plants = out.sizes * out.kinds;
  out.covered = out.machines * out.gear * plants;
  out.evaluated = static_cast<double>(found.evaluated);
  out.by_bound = static_cast<double>(found.by_bound);
  out.unfit = static_cast<double>(found.unfit);
  double searched = static_cast<double>(candidates.list.size());
  for (const ComputeCandidate& each : candidates.list) {
    searched += static_cast<double>(each.variants.size());
  }
  const auto sets = static_cast<double>(found.sets);
  // A nearest design is sized though no set of machines was left to search.
  out.dearer_gear =
      std::max(0.0, searched * out.gear - sets) * plants + static_cast<double>(found.dearer);
  const double beaten = candidates.beaten + candidates.more_than_needed;
  out.beaten = beaten * out.gear * plants;
  out.too_weak = candidates.too_weak * out.gear * plants;
  const double rest = out.covered - out.too_weak - out.beaten - out.dearer_gear - out.unfit -
                      out.by_bound - out.evaluated;
  // Beyond 2^53 differences are no longer whole.
  out.ruled_out = std::abs(rest) < 1e-12 * out.covered ? 0.0 : rest;
  out.judged = out.too_weak + out.beaten + out.unfit + out.by_bound + out.evaluated;
  if (found.best.empty() || !found.has_bound) return out;
  const double answer = found.best.front().sized.score;
  SearchCount::Gap gap{answer, std::min(found.lower_bound, answer), 0};
  set_answer(answer, gap);
  out.gap = gap;
  return out;
}

void set_answer(double score, SearchCount::Gap& gap) {
  gap.answer = score;
  if (score > 0) gap.share = (score - gap.bound) / score;
}

}  // namespace islet
