#include "plan/plant_kinds.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace islet {
namespace {

constexpr int tilt_least_deg = 10;  ///< so that rain cleans the glass
constexpr int tilt_most_deg = 80;
constexpr int tilt_step_deg = 10;

bool may_tilt(const SiteWeather& weather, const Site& site) {
  return weather.material != nullptr && site.power.solar && !site.power.solar->is_tracking &&
         !site.power.solar->tilt_deg;
}

/// The design year with the best of all tilts in every hour: no tilt does better in any.
SiteWeather with_best_tilt_each_hour(const SiteWeather& usual,
                                     const std::vector<PlantKind>& kinds) {
  SiteWeather out = years_of(usual, 0, 1);
  std::vector<double>& best = out.years.front().panel_yield;
  for (const PlantKind& kind : kinds) {
    if (!kind.tilt_deg) continue;
    const SiteWeather tilted = at_tilt(usual, *kind.tilt_deg, 1);
    const std::vector<double>& yield = tilted.years.front().panel_yield;
    for (std::size_t at = 0; at < best.size(); ++at) best[at] = std::max(best[at], yield[at]);
  }
  return out;
}

/// Looks at one kind after the other and keeps the best.
class KindsSearch {
 public:
  KindsSearch(const UsualSearch& usual, const PlanOptions& options)
      : usual_(usual),
        options_(options),
        look_(options),
        best_score_(usual.found.best.front().sized.score) {
    look_.top = 1;
    look_.progress = nullptr;
  }

  /// Kinds that differ in their tilt alone: the best of every hour may rule out all at once.
  void try_tilts(const std::vector<PlantKind>& kinds) {
    if (kinds.empty()) return;
    const bool waits = std::any_of(usual_.machines.begin(), usual_.machines.end(),
                                   [](const auto& each) { return !each.loads.movable.empty(); });
    if (!waits) {  // work that waits for the sun waits for another sun at each tilt
      const SearchResult all =
          looked(with_best_tilt_each_hour(usual_.context.weather, kinds), kinds.front());
      if (!is_below(limit_for(kinds.front()), all)) {
        for (std::size_t index = 0; index < kinds.size(); ++index) add_counts(all, usual_.found);
        return;
      }
    }
    for (const PlantKind& kind : kinds) try_kind(kind);
  }

  void try_kind(const PlantKind& kind) {
    const double limit = limit_for(kind);
    SearchResult first = looked(weather_of(kind, 1), kind);
    if (!is_below(limit, first) || first.stopped) {
      add_counts(first, usual_.found);
      return;
    }
    auto whole = made(weather_of(kind, usual_.context.weather.years.size()), kind);
    whole->found = search_all_ways(whole->context, whole->machines, whole->grid, look_,
                                   {.limit = limit, .years = usual_.found.years});
    add_counts(whole->found, usual_.found);
    if (!is_below(limit, whole->found)) return;
    best_score_ = whole->found.best.front().sized.score;
    best_ = std::move(whole);
  }

  /// The best kind; where others beside its best design are wanted, with those of the machines as
  /// they are usually run.
  std::unique_ptr<KindSearch> take() {
    if (!best_ || options_.top <= 1) return std::move(best_);
    std::vector<FoundDesign>& best = best_->found.best;
    PlanOptions beside = look_;
    beside.top = options_.top - 1;
    SearchResult others = search_designs(
        best_->context, best_->machines, best_->grid, beside,
        {.variants = false, .without = best.front().machines, .years = best_->found.years});
    best.resize(1);
    std::move(others.best.begin(), others.best.end(), std::back_inserter(best));
    return std::move(best_);
  }

 private:
  /// The search may also hand in what its bound let through and its score did not.
  static bool is_below(double limit, const SearchResult& found) {
    return !found.best.empty() && found.best.front().sized.score < limit;
  }

  /// What a design of that kind must be below to be worth it. A tank is no harder to defend for
  /// being smaller.
  double limit_for(const PlantKind& kind) const {
    const bool other_tank_alone = !kind.tilt_deg && kind.generator == usual_.grid.generator &&
                                  kind.repair_reserve == usual_.grid.repair_reserve &&
                                  kind.tank != usual_.grid.tank;
    const double gap =
        other_tank_alone ? gap_wanted(options_.effort) : worth_changing(options_.effort);
    return best_score_ * (1 - gap);
  }

  SiteWeather weather_of(const PlantKind& kind, std::size_t years) const {
    if (kind.tilt_deg) return at_tilt(usual_.context.weather, *kind.tilt_deg, years);
    return years_of(usual_.context.weather, 0, years);
  }

  std::unique_ptr<KindSearch> made(SiteWeather weather, const PlantKind& kind) const {
    SizeGrid grid = usual_.grid;
    grid.generator = kind.generator;
    grid.tank = kind.tank;
    grid.repair_reserve = kind.repair_reserve;
    auto out = std::make_unique<KindSearch>(usual_.context, std::move(weather), std::move(grid));
    for (const PreparedMachines& each : usual_.machines) {
      out->machines.push_back(without_tables(each));
    }
    return out;
  }

  /// What is below the limit on the first year of that weather.
  SearchResult looked(SiteWeather weather, const PlantKind& kind) const {
    const auto search = made(std::move(weather), kind);
    return search_designs(search->context, search->machines, search->grid, look_,
                          {.limit = limit_for(kind)});
  }

  const UsualSearch& usual_;
  const PlanOptions& options_;
  PlanOptions look_;
  double best_score_;
  std::unique_ptr<KindSearch> best_;
};

}  // namespace

std::vector<PlantKind> plant_kinds(const SiteWeather& weather, const Site& site,
                                   const SizeGrid& grid, const PlanOptions& options) {
  std::vector<std::optional<double>> tilts = {std::nullopt};
  if (options.looks_around() && may_tilt(weather, site) && grid.panels.back() > Power()) {
    for (int tilt = tilt_least_deg; tilt <= tilt_most_deg; tilt += tilt_step_deg) {
      if (std::abs(tilt - weather.mount.surface.tilt_deg) >= 1) tilts.emplace_back(tilt);
    }
  }
  std::vector<const GeneratorSet*> sets = {grid.generator};
  sets.insert(sets.end(), grid.more_sets.begin(), grid.more_sets.end());
  std::vector<Volume> tanks = {grid.tank};
  tanks.insert(tanks.end(), grid.less_tanks.begin(), grid.less_tanks.end());
  std::vector<PlantKind> kinds;
  for (const std::optional<double>& tilt : tilts) {
    for (const GeneratorSet* set : sets) {
      for (const Volume tank : tanks) kinds.push_back({set, tank, tilt, grid.repair_reserve});
    }
  }
  for (const Duration reserve : grid.more_reserves) {
    if (!options.looks_around()) break;
    kinds.push_back({grid.generator, grid.tank, std::nullopt, reserve});
  }
  return kinds;
}

std::unique_ptr<KindSearch> better_kind(const UsualSearch& usual,
                                        const std::vector<PlantKind>& kinds,
                                        const PlanOptions& options) {
  if (usual.found.best.empty() || kinds.size() < 2) return nullptr;
  KindsSearch search(usual, options);
  std::vector<PlantKind> untilted;
  for (const PlantKind& kind : kinds) {
    if (kind.tilt_deg) continue;
    untilted.push_back(kind);
    if (untilted.size() > 1) search.try_kind(kind);
  }
  for (const PlantKind& each : untilted) {
    std::vector<PlantKind> tilts;
    std::copy_if(kinds.begin(), kinds.end(), std::back_inserter(tilts), [&](const auto& kind) {
      return kind.tilt_deg && kind.generator == each.generator && kind.tank == each.tank &&
             kind.repair_reserve == each.repair_reserve;
    });
    search.try_tilts(tilts);
  }
  return search.take();
}

}  // namespace islet
