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

/// A kind is taken where it is better by more than this share of the score: below, the tilt for the
/// darkest month and the smallest set are kept, which are easier to defend.
constexpr double worth_changing = 0.005;

/// Each design of a kind is in one count.
void add_counts(const SearchResult& from, SearchResult& to) {
  to.evaluated += from.evaluated;
  to.by_bound += from.by_bound;
  to.unfit += from.unfit;
  to.lower_bound = std::min(to.lower_bound, from.lower_bound);
  to.stopped |= from.stopped;
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
        gap_(std::max(worth_changing, gap_wanted(options.effort))),
        limit_(usual.found.best.front().sized.score * (1 - gap_)) {
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
          looked(with_best_tilt_each_hour(usual_.context.weather, kinds), kinds.front().generator);
      if (!is_below_limit(all)) {
        for (std::size_t index = 0; index < kinds.size(); ++index) add_counts(all, usual_.found);
        return;
      }
    }
    for (const PlantKind& kind : kinds) try_kind(kind);
  }

  void try_kind(const PlantKind& kind) {
    SearchResult first = looked(weather_of(kind, 1), kind.generator);
    if (!is_below_limit(first) || first.stopped) {
      add_counts(first, usual_.found);
      return;
    }
    auto whole = made(weather_of(kind, usual_.context.weather.years.size()), kind.generator);
    whole->found = search_designs(whole->context, whole->machines, whole->grid, look_, limit_);
    const bool is_better = is_below_limit(whole->found);
    if (is_better && options_.top > 1) {  // others beside the best are wanted too
      whole->found = search_designs(whole->context, whole->machines, whole->grid, options_);
    }
    add_counts(whole->found, usual_.found);
    if (!is_better || !is_below_limit(whole->found)) return;
    limit_ = whole->found.best.front().sized.score * (1 - gap_);
    best_ = std::move(whole);
  }

  std::unique_ptr<KindSearch> take() { return std::move(best_); }

 private:
  /// The search may also hand in what its bound let through and its score did not.
  bool is_below_limit(const SearchResult& found) const {
    return !found.best.empty() && found.best.front().sized.score < limit_;
  }

  SiteWeather weather_of(const PlantKind& kind, std::size_t years) const {
    if (kind.tilt_deg) return at_tilt(usual_.context.weather, *kind.tilt_deg, years);
    return years_of(usual_.context.weather, 0, years);
  }

  std::unique_ptr<KindSearch> made(SiteWeather weather, const GeneratorSet* generator) const {
    SizeGrid grid = usual_.grid;
    grid.generator = generator;
    auto out = std::make_unique<KindSearch>(usual_.context, std::move(weather), std::move(grid));
    for (const PreparedMachines& each : usual_.machines) {
      out->machines.push_back(without_tables(each));
    }
    return out;
  }

  /// What is below the limit on the first year of that weather.
  SearchResult looked(SiteWeather weather, const GeneratorSet* generator) const {
    const auto search = made(std::move(weather), generator);
    return search_designs(search->context, search->machines, search->grid, look_, limit_);
  }

  const UsualSearch& usual_;
  const PlanOptions& options_;
  PlanOptions look_;
  double gap_;
  double limit_;
  std::unique_ptr<KindSearch> best_;
};

}  // namespace

std::vector<PlantKind> plant_kinds(const SiteWeather& weather, const Site& site,
                                   const SizeGrid& grid, const PlanOptions& options) {
  std::vector<std::optional<double>> tilts = {std::nullopt};
  const bool looks_around = options.effort != Effort::quick && !options.figures_only;
  if (looks_around && may_tilt(weather, site) && grid.panels.back() > Power()) {
    for (int tilt = tilt_least_deg; tilt <= tilt_most_deg; tilt += tilt_step_deg) {
      if (std::abs(tilt - weather.mount.surface.tilt_deg) >= 1) tilts.emplace_back(tilt);
    }
  }
  std::vector<PlantKind> kinds;
  for (const std::optional<double>& tilt : tilts) {
    kinds.push_back({grid.generator, tilt});
    for (const GeneratorSet* set : grid.more_sets) kinds.push_back({set, tilt});
  }
  return kinds;
}

std::unique_ptr<KindSearch> better_kind(const UsualSearch& usual,
                                        const std::vector<PlantKind>& kinds,
                                        const PlanOptions& options) {
  if (usual.found.best.empty() || kinds.size() < 2) return nullptr;
  KindsSearch search(usual, options);
  std::vector<const GeneratorSet*> sets;
  for (const PlantKind& kind : kinds) {
    if (kind.tilt_deg) continue;
    sets.push_back(kind.generator);
    if (sets.size() > 1) search.try_kind(kind);
  }
  for (const GeneratorSet* set : sets) {
    std::vector<PlantKind> tilts;
    std::copy_if(kinds.begin(), kinds.end(), std::back_inserter(tilts),
                 [&](const auto& kind) { return kind.tilt_deg && kind.generator == set; });
    search.try_tilts(tilts);
  }
  return search.take();
}

}  // namespace islet
