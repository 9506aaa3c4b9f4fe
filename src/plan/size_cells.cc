#include "plan/size_cells.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "plan/failure_count.h"
#include "plan/outcome.h"

namespace islet {
namespace {

/// Sizes by their places in the grid, ends included.
struct Box {
  int panels_low = 0, panels_high = 0;
  int storage_low = 0, storage_high = 0;

  std::int64_t sizes() const {
    return std::int64_t{panels_high - panels_low + 1} * (storage_high - storage_low + 1);
  }
  bool is_single() const { return sizes() == 1; }
};

struct Cell {
  Box box;
  double bound = 0;
  std::int64_t order = 0;  ///< of adding, for ties
};

/// What is known of one pair of sizes.
struct Tried {
  double running = 0;
  bool holds = false;  ///< in enough of the weather years, money left out
};

class CellSearch {
 public:
  CellSearch(const PlanContext& context, const PreparedMachines& machines, const SizeGrid& grid,
             const CellLimits& limits)
      : context_(context),
        machines_(machines),
        grid_(grid),
        limits_(limits),
        tables_(context, machines),
        years_(limits.years),
        without_store_(context.site.power.grid && grid.storage.front() <= Energy()) {
    const std::size_t count = context.weather.years.size();
    if (years_.order.size() != count) {
      years_.order.resize(count);
      std::iota(years_.order.begin(), years_.order.end(), 0U);
      years_.hard = 0;
    }
    const double needed =
        std::ceil(context.site.goals.confidence * static_cast<double>(count) - 1e-9);
    misses_allowed_ = static_cast<int>(count) - static_cast<int>(needed);
  }

  /// All weather years cost ten times what one does. So the sizes are searched with the design year
  /// and the hard ones alone, which refuse nothing that all years together would let through; only
  /// what would be the answer is held against all. Where it fails, the years that it missed are
  /// hard ones too, and the search is repeated.
  CellResult run() {
    for (std::size_t round = 0; round <= years_.order.size(); ++round) {
      pass();
      if (!result_.best || holds_over(*result_.best, best_at_, years_.order.size())) break;
      result_ = CellResult();
      open_.clear();
      tried_.clear();
    }
    result_.years = years_;
    return std::move(result_);
  }

 private:
  void pass() {
    Box all{0, static_cast<int>(grid_.panels.size()) - 1, 0,
            static_cast<int>(grid_.storage.size()) - 1};
    if (without_store_ && all.storage_high > 0) {
      add({all.panels_low, all.panels_high, 0, 0}, 0);
      all.storage_low = 1;
    }
    add(all, 0);
    while (!open_.empty()) {
      std::pop_heap(open_.begin(), open_.end(), later);
      const Cell cell = open_.back();
      open_.pop_back();
      if (cell.bound >= worth_reaching() || result_.evaluated >= limits_.evaluations) {
        close(cell);
        for (const Cell& rest : open_) close(rest);
        break;
      }
      if (!cell.box.is_single()) split(cell);
    }
  }

  static bool later(const Cell& a, const Cell& b) {
    return a.bound != b.bound ? a.bound > b.bound : a.order > b.order;
  }

  /// A box whose bound reaches this is of no use.
  double worth_reaching() const {
    const double best =
        result_.best ? result_.best->score : std::numeric_limits<double>::infinity();
    return std::min(limits_.score, best * (1 - limits_.gap));
  }

  void close(const Cell& cell) {
    result_.by_bound += cell.box.sizes() - tried_in(cell.box);
    result_.lower_bound = std::min(result_.lower_bound, cell.bound);
  }

  std::int64_t tried_in(const Box& box) const {
    return std::count_if(tried_.begin(), tried_.end(), [&](const auto& each) {
      const auto [panels, storage] = each.first;
      return panels >= box.panels_low && panels <= box.panels_high && storage >= box.storage_low &&
             storage <= box.storage_high;
    });
  }

  Sizes sizes_at(int panels, int storage) const {
    return grid_.with(grid_.panels[static_cast<std::size_t>(panels)],
                      grid_.storage[static_cast<std::size_t>(storage)]);
  }

  const StandingCost& standing_at(int panels, int storage) {
    const auto key = std::pair(panels, storage);
    const auto known = standing_.find(key);
    if (known != standing_.end()) return known->second;
    return standing_.emplace(key, standing_cost(context_, machines_, sizes_at(panels, storage)))
        .first->second;
  }

  /// Whether larger sizes were found not to hold, or smaller ones to hold: then no year is run.
  std::optional<bool> told_by_others(int panels, int storage) const {
    for (const auto& [at, tried] : tried_) {
      if (without_store_ && (at.second == 0) != (storage == 0)) continue;
      if (!tried.holds && at.first >= panels && at.second >= storage) return false;
      if (tried.holds && at.first <= panels && at.second <= storage) return true;
    }
    return std::nullopt;
  }

  /// The design on the design year, its generator never failing until it is held to that.
  SizedDesign& design_at(int panels, int storage) {
    const auto key = std::pair(panels, storage);
    const auto known = designs_.find(key);
    if (known != designs_.end()) return known->second;
    return designs_
        .emplace(key, sized_barring_failures(context_, machines_, sizes_at(panels, storage)))
        .first->second;
  }

  const Tried& tried_at(int panels, int storage) {
    const auto key = std::pair(panels, storage);
    const auto known = tried_.find(key);
    if (known != tried_.end()) return known->second;
    SizedDesign& design = design_at(panels, storage);
    ++result_.evaluated;
    Tried tried{design.score - standing_at(panels, storage).score, false};
    if (violation_but_money(design) <= 0) {
      const auto told = told_by_others(panels, storage);
      // What may become the answer is judged itself, whatever others tell.
      const bool leads = !result_.best || design.score < result_.best->score;
      const bool judged = !told || (*told && leads);
      const bool held =
          judged && carries_failures(design, leads) && holds_over(design, key, 1 + years_.hard);
      tried.holds = told ? *told : held;
      if (held && leads && !misses_money(design)) {
        result_.best = design;
        best_at_ = key;
      }
    }
    return tried_.emplace(key, tried).first->second;
  }

  /// Whether it does with failures counted what it does without. To follow them takes as long as
  /// twenty years by table, so only what would be the answer is held to them; a box whose largest
  /// sizes would not be stays open, which refuses nothing.
  bool carries_failures(SizedDesign& design, bool leads) {
    if (leads && hold_against_failures(context_, machines_.loads, design)) ++result_.barred;
    return violation_but_money(design) <= 0;
  }

  static bool is_money(const Requirement& each) { return each.measure == Measure::money; }
  static bool misses_money(const SizedDesign& design) {
    return std::any_of(design.requirements.begin(), design.requirements.end(),
                       [](const Requirement& each) { return is_money(each) && !each.met; });
  }

  /// Whether the first `count` years of the order leave it open that enough of all years meet all
  /// but money, which is judged by the smallest sizes; with all of them, whether enough do. The
  /// design year is known to. A year that was missed is looked at early from then on.
  bool holds_over(const SizedDesign& design, std::pair<int, int> at, std::size_t count) {
    SizedDesign bare = design;
    std::erase_if(bare.requirements, is_money);
    std::vector<std::optional<bool>>& known = met_[at];
    known.resize(years_.order.size());
    if (misses_allowed_ < 0) return false;  // more is wanted than all years
    const auto needed = static_cast<int>(years_.order.size()) - misses_allowed_;
    int met = 1;
    int missed = 0;
    for (std::size_t place = 1; place < count && met < needed; ++place) {
      const std::size_t year = years_.order[place];
      if (!known[year]) {
        const PlantYear run = tables_.run(design, year);
        known[year] = all_met(judged_on(context_, bare, machines_.loads, run));
      }
      if (*known[year]) {
        ++met;
        continue;
      }
      const auto second = years_.order.begin() + 1;
      std::rotate(second, years_.order.begin() + static_cast<std::ptrdiff_t>(place),
                  years_.order.begin() + static_cast<std::ptrdiff_t>(place) + 1);
      if (place > years_.hard) ++years_.hard;
      if (++missed > misses_allowed_) return false;
    }
    return true;
  }

  static double violation_but_money(const SizedDesign& design) {
    std::vector<Requirement> rest = design.requirements;
    std::erase_if(rest, is_money);
    return violation(rest);
  }

  /// Judges a box by its largest sizes and its bound; keeps it open where it may hold a design.
  void add(const Box& box, double least) {
    const StandingCost& smallest = standing_at(box.panels_low, box.storage_low);
    const auto& budget = context_.site.money.budget;
    const bool too_dear = budget && smallest.purchase > budget->bound * (1 + 1e-9);
    const double standing = std::max(least, smallest.score);
    if (!too_dear && standing >= worth_reaching()) {  // no year is run for it
      close({box, standing, order_++});
      return;
    }
    if (too_dear || !tried_at(box.panels_high, box.storage_high).holds) {
      result_.unfit += box.sizes() - tried_in(box);
      return;
    }
    const double running = tried_at(box.panels_high, box.storage_high).running;
    open_.push_back({box, std::max(least, smallest.score + running), order_++});
    std::push_heap(open_.begin(), open_.end(), later);
  }

  /// Halves the box where its two halves differ more in what stands.
  void split(const Cell& cell) {
    const Box& box = cell.box;
    const double low = standing_at(box.panels_low, box.storage_low).score;
    const double by_panels = standing_at(box.panels_high, box.storage_low).score - low;
    const double by_storage = standing_at(box.panels_low, box.storage_high).score - low;
    const bool can_panels = box.panels_high > box.panels_low;
    const bool can_storage = box.storage_high > box.storage_low;
    Box first = box;
    Box second = box;
    if (can_panels && (!can_storage || by_panels >= by_storage)) {
      first.panels_high = (box.panels_low + box.panels_high) / 2;
      second.panels_low = first.panels_high + 1;
    } else {
      first.storage_high = (box.storage_low + box.storage_high) / 2;
      second.storage_low = first.storage_high + 1;
    }
    add(first, cell.bound);
    add(second, cell.bound);
  }

  const PlanContext& context_;
  const PreparedMachines& machines_;
  const SizeGrid& grid_;
  const CellLimits& limits_;
  YearTables tables_;
  YearOrder years_;
  int misses_allowed_ = 0;  ///< weather years that need not meet everything
  /// The first size is no store at all, and the site has a grid: that plant is of another kind
  /// (`fit_panels`), with fewer losses, so no bound goes over both.
  bool without_store_;
  std::vector<Cell> open_;
  std::map<std::pair<int, int>, Tried> tried_;
  std::map<std::pair<int, int>, StandingCost> standing_;
  // What was run stays known when the search is repeated.
  std::map<std::pair<int, int>, SizedDesign> designs_;
  std::map<std::pair<int, int>, std::vector<std::optional<bool>>> met_;  ///< by weather year
  std::pair<int, int> best_at_;                                          ///< of `result_.best`
  std::int64_t order_ = 0;
  CellResult result_;
};

}  // namespace

CellResult search_cells(const PlanContext& context, const PreparedMachines& machines,
                        const SizeGrid& grid, const CellLimits& limits) {
  return CellSearch(context, machines, grid, limits).run();
}

}  // namespace islet
