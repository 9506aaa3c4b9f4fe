#include "plan/sizing.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "energy/generator_sheet.h"

namespace islet {
namespace {

constexpr int refinements = 2;  // halvings of the distance around the best

/// Values of a size, rising: what is written, or points along a range, with `more` on top.
template <class Q>
std::vector<Q> values_of(const Sizing<Q>& sizing, const GridWish& wish, Q& step) {
  if (!sizing.size.options.empty()) {
    step = Q();
    std::vector<Q> options = sizing.size.options;
    std::sort(options.begin(), options.end());
    return options;
  }
  const Q low = sizing.size.low;
  Q high = sizing.size.high;
  if (sizing.more) high = std::max(high, low + sizing.more->bound);
  const bool has_range = low < high;
  if (has_range || wish.ceiling_factor > 1.0) high = high * wish.ceiling_factor;
  if (!(low < high)) {
    step = Q();
    return {low};
  }
  std::vector<Q> values;
  step = (high - low) / (wish.points - 1);
  for (int index = 0; index < wish.points; ++index) values.push_back(low + step * index);
  return values;
}

template <class Q>
Q standing_of(const Sizing<Q>& sizing) {
  return sizing.cost ? sizing.size.low : Q();
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

/// Sets of that fuel above `low`, at most `high`, rising.
std::vector<const GeneratorSet*> sets_between(const Catalog& catalog, const std::string& fuel,
                                              Power low, Power high) {
  std::vector<const GeneratorSet*> sets;
  for (const GeneratorSet& each : catalog.generators) {
    if (each.fuel == fuel && each.rated > low && each.rated <= high) sets.push_back(&each);
  }
  std::stable_sort(sets.begin(), sets.end(),
                   [](const auto* a, const auto* b) { return a->rated < b->rated; });
  return sets;
}

/// What the battery may keep for a repair, rising: what is written, or six points along a range.
std::vector<Duration> reserves_of(const SizeChoice<Duration>& choice) {
  constexpr int steps = 5;
  std::vector<Duration> reserves = choice.options;
  for (int at = 0; reserves.size() <= steps && choice.options.empty(); ++at) {
    reserves.push_back(choice.low + at * ((choice.high - choice.low) / steps));
    if (choice.is_fixed()) break;
  }
  std::sort(reserves.begin(), reserves.end());
  return reserves;
}

/// Keeps a list ordered by `less` and no longer than `most`.
template <class Less>
void keep_best(std::vector<SizedDesign>& list, SizedDesign design, std::size_t most, Less less) {
  const auto place = std::upper_bound(list.begin(), list.end(), design, less);
  if (place == list.end() && list.size() >= most) return;
  list.insert(place, std::move(design));
  if (list.size() > most) list.pop_back();
}

class SizeSearch {
 public:
  SizeSearch(const PlanContext& context, const PreparedMachines& machines, const SizeGrid& grid,
             double score_limit)
      : context_(context), machines_(machines), grid_(grid), score_limit_(score_limit) {}

  void try_sizes(Power panels, Energy storage) {
    const Sizes sizes = grid_.with(panels, storage);
    if (standing_cost(context_, machines_, sizes).score > limit()) {
      ++result_.by_bound;
      return;
    }
    SizedDesign design = sized(context_, machines_, sizes);
    ++result_.evaluated;
    const bool feasible = design.violation <= 0;
    if (feasible) {
      keep_best(result_.feasible, std::move(design), feasible_max,
                [](const auto& a, const auto& b) { return a.score < b.score; });
    } else {
      keep_best(result_.near, std::move(design), near_max,
                [](const auto& a, const auto& b) { return a.violation < b.violation; });
    }
  }

  /// The four neighbours of the best at half the distance of the last round.
  void refine(int round) {
    const auto& best_list = result_.feasible.empty() ? result_.near : result_.feasible;
    if (best_list.empty()) return;
    const PowerDesign best = best_list.front().design.power;
    const double part = std::ldexp(1.0, -round);
    for (const int across : {-1, 0, 1}) {
      for (const int along : {-1, 0, 1}) {
        if (across == 0 && along == 0) continue;
        const Power panels = best.panels + across * part * grid_.panels_step;
        const Energy storage = best.storage + along * part * grid_.storage_step;
        const bool moves = (across == 0 || grid_.panels_step > Power()) &&
                           (along == 0 || grid_.storage_step > Energy());
        if (moves && is_inside(panels, storage)) try_sizes(panels, storage);
      }
    }
  }

  SizingResult take() { return std::move(result_); }

 private:
  /// No worse than the limit given, nor than the worst kept.
  double limit() const {
    const bool full = result_.feasible.size() >= feasible_max;
    return full ? std::min(score_limit_, result_.feasible.back().score) : score_limit_;
  }

  bool is_inside(Power panels, Energy storage) const {
    return panels >= grid_.panels.front() && panels <= grid_.panels.back() &&
           storage >= grid_.storage.front() && storage <= grid_.storage.back();
  }

  const PlanContext& context_;
  const PreparedMachines& machines_;
  const SizeGrid& grid_;
  double score_limit_;
  SizingResult result_;
};

}  // namespace

SizeGrid grid_with(const Site& site, const PowerDesign& gear, const SizeGrid& grid) {
  SizeGrid out = grid;
  if (gear.ups == nullptr || site.power.ups != "any") return out;
  std::erase_if(out.storage, [](Energy each) { return each > Energy(); });
  return out;
}

SizeGrid size_grid(const Site& site, const Catalog& catalog, const GridWish& wish) {
  SizeGrid grid;
  grid.panels = {Power()};
  grid.storage = {Energy()};
  if (site.power.solar) {
    grid.panels = values_of(site.power.solar->sizing, wish, grid.panels_step);
    grid.panels_standing = standing_of(site.power.solar->sizing);
  }
  if (site.power.battery) {
    grid.storage = values_of(site.power.battery->sizing, wish, grid.storage_step);
    grid.storage_standing = standing_of(site.power.battery->sizing);
  }
  if (site.power.generator && site.power.generator->sizing.size.high > Power()) {
    const GeneratorSupply& supply = *site.power.generator;
    const std::string fuel = lower_case(supply.fuel_kind);
    grid.generator = set_of_size(catalog.generators, fuel, supply.sizing.size.low);
    grid.tank = supply.tank;
    for (const Volume tank : supply.tanks) {
      if (tank < supply.tank) grid.less_tanks.insert(grid.less_tanks.begin(), tank);
    }
    if (grid.storage.back() > Energy()) {
      std::vector<Duration> reserves = reserves_of(supply.repair_reserve);
      grid.repair_reserve = reserves.front();
      grid.more_reserves.assign(reserves.begin() + 1, reserves.end());
    }
    if (grid.generator != nullptr) {
      grid.more_sets = sets_between(catalog, fuel, grid.generator->rated, supply.sizing.size.high);
    }
  }
  return grid;
}

SizingResult search_sizes(const PlanContext& context, const PreparedMachines& machines,
                          const SizeGrid& grid, double score_limit) {
  SizeSearch search(context, machines, grid, score_limit);
  for (const Power panels : grid.panels) {
    for (const Energy storage : grid.storage) search.try_sizes(panels, storage);
  }
  for (int round = 1; round <= refinements; ++round) search.refine(round);
  return search.take();
}

}  // namespace islet
