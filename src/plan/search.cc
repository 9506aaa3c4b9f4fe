#include "plan/search.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <iterator>
#include <limits>

#include "plan/outcome.h"
#include "plan/side_by_side.h"
#include "plan/size_cells.h"

namespace islet {
namespace {

/// Sets of machines searched before the limit for the next is drawn, where several designs are
/// wanted. Fixed, so that what is left out does not depend on the number of threads.
constexpr std::size_t wave = 4;
constexpr std::size_t near_kept = 60;

/// The score that a design must reach to be among the `top` kept so far; where only one is wanted,
/// to be better by more than the gap.
double score_to_beat(const std::vector<FoundDesign>& best, int top, double gap) {
  const auto last = static_cast<std::size_t>(std::max(1, top)) - 1;
  if (best.size() <= last) return std::numeric_limits<double>::infinity();
  const double score = best[last].sized.score;
  return last == 0 ? score * (1 - gap) : score;
}

/// Notes the machines for which no gear does.
void note_objection(const PreparedMachines& machines, SearchResult& out) {
  if (!machines.gear.objection) return;
  const ComputeGroup& group = machines.machines->design.groups.front();
  out.ruled_out.add(group.accelerator->name + " in " + group.host->name,
                    machines.gear.objection->rule, machines.gear.objection->why);
}

/// A set of machines with the least that any of its designs costs.
struct Entry {
  std::size_t place = 0;
  double least = 0;
};

/// The sets that have gear, the one of least standing cost first.
std::vector<Entry> by_standing_cost(const PlanContext& context,
                                    const std::vector<PreparedMachines>& machines,
                                    const SizeGrid& grid, const SearchSpan& span,
                                    SearchResult& out) {
  std::vector<Entry> entries;
  const Sizes smallest = grid.with(grid.panels.front(), grid.storage.front());
  for (std::size_t place = 0; place < machines.size(); ++place) {
    if (machines[place].is_variant ? !span.variants : !span.usual) continue;
    if (place == span.without) continue;
    note_objection(machines[place], out);
    if (machines[place].gear.objection) continue;
    entries.push_back({place, standing_cost(context, machines[place], smallest).score});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.least < b.least; });
  return entries;
}

bool by_score(const FoundDesign& a, const FoundDesign& b) {
  return a.sized.score != b.sized.score ? a.sized.score < b.sized.score : a.machines < b.machines;
}

void tell(const PlanOptions& options, const SearchResult& out, double done) {
  if (!options.progress) return;
  Progress progress;
  progress.tried = out.evaluated;
  progress.ruled_out = out.by_bound + out.unfit + out.ruled_out.count();
  if (!out.best.empty()) progress.best = out.best.front().sized.lifetime;
  progress.done = done;
  options.progress(progress);
}

}  // namespace

void add_counts(const SearchResult& from, SearchResult& to) {
  to.evaluated += from.evaluated;
  to.by_bound += from.by_bound;
  to.unfit += from.unfit;
  to.barred += from.barred;
  to.dearer += from.dearer;
  to.lower_bound = std::min(to.lower_bound, from.lower_bound);
  to.stopped |= from.stopped;
}

SearchResult search_all_ways(const PlanContext& context, std::vector<PreparedMachines>& machines,
                             const SizeGrid& grid, const PlanOptions& options, SearchSpan span) {
  span.usual = true;
  span.variants = false;
  SearchResult found = search_designs(context, machines, grid, options, span);
  const bool has_variants = std::any_of(machines.begin(), machines.end(),
                                        [](const auto& each) { return each.is_variant; });
  if (!has_variants || found.stopped) return found;
  PlanOptions look = options;
  look.progress = nullptr;
  span.usual = false;
  span.variants = true;
  if (!found.years.order.empty()) span.years = found.years;
  if (!found.best.empty()) {
    look.top = 1;
    const double worth = found.best.front().sized.score * (1 - worth_changing(options.effort));
    span.limit = std::min(span.limit, worth);
  }
  SearchResult other = search_designs(context, machines, grid, look, span);
  add_counts(other, found);
  if (!other.years.order.empty()) found.years = other.years;
  std::erase_if(other.best,
                [&](const FoundDesign& each) { return each.sized.score >= span.limit; });
  // One is enough where there is something to compare it with.
  if (!found.best.empty() && other.best.size() > 1) other.best.resize(1);
  found.best.insert(found.best.begin(), std::make_move_iterator(other.best.begin()),
                    std::make_move_iterator(other.best.end()));
  return found;
}

double gap_wanted(Effort effort) {
  switch (effort) {
    case Effort::quick:
      return 0.02;
    case Effort::normal:
      return 0.001;
    case Effort::deep:
      return 0.0002;
  }
  CHECK(false);
}

double worth_changing(Effort effort) {
  constexpr double usually = 0.005;
  // Who searches deeply wants what is best, and a search that looks at more must not end with less.
  constexpr double deeply = 0.0005;
  return std::max(effort == Effort::deep ? deeply : usually, gap_wanted(effort));
}

OverYears over_years(const PlanContext& context, const PreparedMachines& machines,
                     std::vector<SizedDesign>& feasible) {
  const double wanted = context.site.goals.confidence;
  OverYears out;
  YearTables tables(context, machines);
  std::size_t steadiest = 0;
  for (std::size_t index = 0; index < feasible.size(); ++index) {
    const double held = confidence_of(context, machines, feasible[index], wanted, tables);
    if (held >= wanted - 1e-9) {
      out.holding = std::move(feasible[index]);
      return out;
    }
    if (index > 0 && held <= out.years_held) continue;
    out.years_held = held;
    steadiest = index;
  }
  if (!feasible.empty()) out.unsteady = std::move(feasible[steadiest]);
  return out;
}

namespace {

/// What comes near with the grid's own set.
void add_near(const PlanContext& context, std::vector<PreparedMachines>& machines,
              const SizeGrid& coarse, const PlanOptions& options, SearchResult& out) {
  const auto asked_to_stop = [&] { return options.stop_asked && options.stop_asked(); };
  for (std::size_t start = 0; start < machines.size() && !out.stopped; start += wave) {
    std::atomic<bool> stopped = false;
    const std::size_t count = std::min(wave, machines.size() - start);
    std::vector<SizingResult> results(count);
    std::vector<OverYears> years(count);
    side_by_side(count, options.jobs, [&](std::size_t index) {
      PreparedMachines& each = machines[start + index];
      if (each.gear.objection || each.is_variant) return;
      if (asked_to_stop()) {
        stopped = true;
        return;
      }
      tabulate(context, each);
      results[index] = search_sizes(context, each, coarse, std::numeric_limits<double>::infinity());
      years[index] = over_years(context, each, results[index].feasible);
    });
    for (std::size_t index = 0; index < count; ++index) {
      const std::size_t place = start + index;
      out.evaluated += results[index].evaluated;
      OverYears& over = years[index];
      if (over.holding) out.best.push_back({place, std::move(*over.holding)});
      if (over.unsteady) {
        out.unsteady.push_back({place, std::move(*over.unsteady), over.years_held});
      }
      for (SizedDesign& design : results[index].near) {
        out.near.push_back({place, std::move(design)});
      }
    }
    out.stopped = stopped;
  }
}

}  // namespace

void search_near(const PlanContext& context, std::vector<PreparedMachines>& machines,
                 const PlanOptions& options, SearchResult& out) {
  SizeGrid coarse = size_grid(context.site, context.catalog);
  const std::int64_t before = out.evaluated;
  add_near(context, machines, coarse, options, out);
  if (!coarse.more_sets.empty()) {  // the largest serves most, the smallest costs least
    coarse.generator = coarse.more_sets.back();
    add_near(context, machines, coarse, options, out);
  }
  // Most of these sizes lie in boxes that were closed; each stays in one count.
  const std::int64_t again = std::min(out.unfit, out.evaluated - before);
  out.unfit -= again;
  out.evaluated = before + again;
  out.has_bound = false;
  std::stable_sort(out.best.begin(), out.best.end(), by_score);
  std::stable_sort(out.near.begin(), out.near.end(), [](const auto& a, const auto& b) {
    return a.sized.violation < b.sized.violation;
  });
  std::stable_sort(out.unsteady.begin(), out.unsteady.end(),
                   [](const auto& a, const auto& b) { return a.years_held > b.years_held; });
  if (out.near.size() > near_kept) out.near.resize(near_kept);
}

SearchResult search_designs(const PlanContext& context, std::vector<PreparedMachines>& machines,
                            const SizeGrid& grid, const PlanOptions& options,
                            const SearchSpan& span) {
  SearchResult out;
  out.years = span.years;
  const auto asked_to_stop = [&] { return options.stop_asked && options.stop_asked(); };
  const std::vector<Entry> entries = by_standing_cost(context, machines, grid, span, out);
  const auto all_sizes = static_cast<std::int64_t>(grid.panels.size() * grid.storage.size());
  const double gap = gap_wanted(options.effort);
  // With a limit from the start little is lost where neighbours do not know of each other.
  const bool is_limited = std::isfinite(span.limit);
  const std::size_t together = options.top > 1 || is_limited ? wave : 1;
  for (std::size_t start = 0; start < entries.size(); start += together) {
    const std::size_t count = std::min(together, entries.size() - start);
    const double reach = std::min(span.limit, score_to_beat(out.best, options.top, gap));
    const YearOrder years = out.years;  // the same for all that go together
    std::vector<std::optional<CellResult>> results(count);
    side_by_side(count, options.jobs, [&](std::size_t index) {
      const Entry& entry = entries[start + index];
      if (entry.least >= reach || out.stopped || asked_to_stop()) return;
      PreparedMachines& own = machines[entry.place];
      tabulate(context, own);
      results[index] = search_cells(context, own, grid_with(context.site, own.gear.power, grid),
                                    {.score = reach, .gap = gap, .years = years});
    });
    for (std::size_t index = 0; index < count; ++index) {
      const Entry& entry = entries[start + index];
      const SizeGrid own = grid_with(context.site, machines[entry.place].gear.power, grid);
      const auto sizes = static_cast<std::int64_t>(own.panels.size() * own.storage.size());
      out.dearer += all_sizes - sizes;
      if (!results[index]) {  // too dear from the start, or not reached in time
        out.stopped |= entry.least < reach;
        out.by_bound += sizes;
        out.lower_bound = std::min(out.lower_bound, entry.least);
        continue;
      }
      CellResult& result = *results[index];
      out.years = std::move(result.years);
      out.evaluated += result.evaluated;
      out.by_bound += result.by_bound;
      out.unfit += result.unfit;
      out.barred += result.barred;
      out.lower_bound = std::min(out.lower_bound, result.lower_bound);
      if (result.best) out.best.push_back({entry.place, std::move(*result.best)});
    }
    std::stable_sort(out.best.begin(), out.best.end(), by_score);
    tell(options, out, static_cast<double>(start + count) / static_cast<double>(entries.size()));
  }
  return out;
}

}  // namespace islet
