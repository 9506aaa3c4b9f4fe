#include "energy/set_commitment.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

bool is_in(unsigned choice, std::size_t set) { return ((choice >> set) & 1U) != 0; }

/// Shares the load among the sets of a choice: each at its minimum, then the flattest fuel lines
/// first, which is least fuel for straight lines.
Commitment shared(std::span<const SetState> sets, unsigned choice, Power load, Power reserve) {
  Commitment result;
  result.output.resize(sets.size());
  result.runs.resize(sets.size());
  Power ready;
  Power minimum;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (!is_in(choice, i)) continue;
    result.runs[i] = true;
    result.output[i] = sets[i].set.minimum();
    minimum += result.output[i];
    ready += sets[i].set.rated;
    if (!sets[i].is_running) result.start_fuel += sets[i].start_fuel;
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return sets[a].set.fuel.slope < sets[b].set.fuel.slope;
  });
  Power left = std::max(Power(), load - minimum);
  for (const std::size_t i : order) {
    const Power more = std::min(left, sets[i].set.rated - result.output[i]);
    result.output[i] += more;
    left -= more;
    result.fuel += fuel_flow(sets[i].set, result.output[i], true);
  }
  result.dumped = std::max(Power(), minimum - load);
  result.shortfall = std::max(Power(), load - ready);
  result.reserve_shortfall = std::max(Power(), load + reserve - ready);
  return result;
}

/// True when `a` is the better choice.
bool is_better(const Commitment& a, const Commitment& b, Duration step) {
  if (a.shortfall != b.shortfall) return a.shortfall < b.shortfall;
  if (a.reserve_shortfall != b.reserve_shortfall) return a.reserve_shortfall < b.reserve_shortfall;
  return a.fuel * step + a.start_fuel < b.fuel * step + b.start_fuel;
}

}  // namespace

/// Least fuel over all 2^n choices of sets.
///
///     min over choices of  sum (no_load rated + slope output) step + sum of start_fuel
///     subject to  sum output >= load,  sum rated >= load + reserve,  minimum <= output <= rated
///
/// Valid for   up to 10 sets with straight fuel lines; asked once a step
/// Leaves out  what later steps will need (a minimum run keeps a set on)
/// Source      Wood, Wollenberg and Sheble, "Power Generation, Operation, and Control", 2013, unit
///             commitment by enumeration
Commitment commit_sets(std::span<const SetState> sets, Power load, Power reserve, Duration step) {
  CHECK(sets.size() <= committed_sets_max);
  unsigned possible = 0;
  unsigned forced = 0;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (!sets[i].can_run) continue;
    possible |= 1U << i;
    if (sets[i].must_run) forced |= 1U << i;
  }
  Commitment best = shared(sets, forced, load, reserve);
  for (unsigned choice = 0; choice < (1U << sets.size()); ++choice) {
    if ((choice & ~possible) != 0 || (choice & forced) != forced) continue;
    Commitment one = shared(sets, choice, load, reserve);
    if (is_better(one, best, step)) best = std::move(one);
  }
  return best;
}

}  // namespace islet
