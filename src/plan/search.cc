#include "plan/search.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>

#include "plan/outcome.h"

namespace islet {
namespace {

/// Sets of machines searched before the limit for the next is drawn. Fixed, so that what is left
/// out does not depend on the number of threads.
constexpr std::size_t wave = 4;
constexpr std::size_t near_kept = 60;

/// Calls `work(index)` for every index below `count` on up to `jobs` threads.
template <class Work>
void side_by_side(std::size_t count, int jobs, const Work& work) {
  const auto threads = static_cast<std::size_t>(std::clamp(jobs, 1, 64));
  std::vector<std::thread> crew;
  for (std::size_t worker = 1; worker < std::min(threads, count); ++worker) {
    crew.emplace_back([&, worker] {
      for (std::size_t index = worker; index < count; index += threads) work(index);
    });
  }
  for (std::size_t index = 0; index < count; index += threads) work(index);
  for (std::thread& worker : crew) worker.join();
}

/// The score that a design must reach to be among the `top` kept so far.
double score_to_beat(const std::vector<FoundDesign>& best, int top) {
  const auto last = static_cast<std::size_t>(std::max(1, top)) - 1;
  return best.size() > last ? best[last].sized.score : std::numeric_limits<double>::infinity();
}

/// Adds what was found for one set of machines.
void collect(const PreparedMachines& machines, std::size_t place, SizingResult& result,
             OverYears& years, SearchResult& out) {
  if (machines.gear.objection) {
    const ComputeGroup& group = machines.machines->design.groups.front();
    out.ruled_out.add(group.accelerator->name + " in " + group.host->name,
                      machines.gear.objection->rule, machines.gear.objection->why);
  }
  out.evaluated += result.evaluated;
  out.by_bound += result.by_bound;
  if (years.holding) out.best.push_back({place, std::move(*years.holding)});
  if (years.unsteady) {
    out.unsteady.push_back({place, std::move(*years.unsteady), years.years_held});
  }
  for (SizedDesign& design : result.near) out.near.push_back({place, std::move(design)});
}

}  // namespace

OverYears over_years(const PlanContext& context, const PreparedMachines& machines,
                     std::vector<SizedDesign>& feasible) {
  const double wanted = context.site.goals.confidence;
  OverYears out;
  std::size_t steadiest = 0;
  for (std::size_t index = 0; index < feasible.size(); ++index) {
    const double held = confidence_of(context, machines, feasible[index], wanted);
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

SearchResult search_designs(const PlanContext& context,
                            const std::vector<PreparedMachines>& machines, const SizeGrid& grid,
                            const PlanOptions& options) {
  SearchResult out;
  const auto by_score = [](const FoundDesign& a, const FoundDesign& b) {
    return a.sized.score != b.sized.score ? a.sized.score < b.sized.score : a.machines < b.machines;
  };
  const auto asked_to_stop = [&] { return options.stop_asked && options.stop_asked(); };
  for (std::size_t start = 0; start < machines.size() && !out.stopped; start += wave) {
    std::atomic<bool> stopped = false;
    const std::size_t count = std::min(wave, machines.size() - start);
    const double limit = score_to_beat(out.best, options.top);
    std::vector<SizingResult> results(count);
    std::vector<OverYears> years(count);
    side_by_side(count, options.jobs, [&](std::size_t index) {
      const PreparedMachines& each = machines[start + index];
      if (each.gear.objection) return;
      if (asked_to_stop()) {
        stopped = true;
        return;
      }
      results[index] = search_sizes(context, each, grid, limit);
      years[index] = over_years(context, each, results[index].feasible);
    });
    for (std::size_t index = 0; index < count; ++index) {
      collect(machines[start + index], start + index, results[index], years[index], out);
    }
    out.stopped = stopped;
    std::stable_sort(out.best.begin(), out.best.end(), by_score);
    std::stable_sort(out.near.begin(), out.near.end(), [](const auto& a, const auto& b) {
      return a.sized.violation < b.sized.violation;
    });
    std::stable_sort(out.unsteady.begin(), out.unsteady.end(),
                     [](const auto& a, const auto& b) { return a.years_held > b.years_held; });
    if (out.near.size() > near_kept) out.near.resize(near_kept);
    if (options.progress) {
      Progress progress;
      progress.tried = out.evaluated;
      progress.ruled_out = out.by_bound + out.ruled_out.count();
      if (!out.best.empty()) progress.best = out.best.front().sized.lifetime;
      progress.done = static_cast<double>(start + count) / static_cast<double>(machines.size());
      options.progress(progress);
    }
  }
  return out;
}

}  // namespace islet
