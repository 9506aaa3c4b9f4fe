#include "energy/bridging.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace islet {
namespace {

constexpr int steps_max = 1000;

/// Load still on the store after each step of the set, from its first; ends with 0, or with what
/// the set never takes.
std::vector<Power> left_after_steps(const SetStart& set, Power load) {
  std::vector<Power> left;
  Power carried = std::min({load, set.first_step * set.rated, set.rated});
  left.push_back(load - carried);
  while (left.back() > Power() && left.size() < steps_max) {
    const Power next = std::min({load, carried + set.next_step * set.rated, set.rated});
    if (next <= carried) break;
    carried = next;
    left.push_back(load - carried);
  }
  return left;
}

/// One course.
///
///     t0     = notice + a crank + (a - 1) rest + warm_up + transfer
///     energy = load t0 + sum over steps of (load not yet taken) between_steps
///
/// Valid for   a constant load; a set that takes each step at once
/// Leaves out  dips of voltage and frequency at a step (ISO 8528-5 classes)
/// Source      energy balance; three cranks of 10 s with rests as in NFPA 110-2022, 5.6.4; first
///             steps by ISO 8528-5:2022, 9.2 (smaller for highly charged engines)
BridgeCourse course_of(const SetStart& set, const std::vector<Power>& left, Power load,
                       int attempt) {
  BridgeCourse course;
  course.attempt = attempt;
  course.chance =
      (1 - set.start_failure) * std::pow(set.crank_failure, attempt - 1) * (1 - set.crank_failure);
  course.to_first_load = first_load_after(set, attempt);
  course.to_full_load =
      course.to_first_load + static_cast<double>(left.size() - 1) * set.between_steps;
  course.from_store = load * course.to_first_load;
  for (std::size_t i = 0; i + 1 < left.size(); ++i) {
    course.from_store += left[i] * set.between_steps;
  }
  return course;
}

}  // namespace

Duration first_load_after(const SetStart& set, int attempt) {
  return set.notice + attempt * set.crank + (attempt - 1) * set.rest + set.warm_up + set.transfer;
}

SetStart start_of(const Generator& set) {
  SetStart start;
  start.rated = set.rated;
  start.start_failure = set.start_failure;
  return start;
}

/// A start fails when something fails all of its attempts, or each by itself.
///
///     start_failure + (1 - start_failure) crank_failure^cranks
///
/// Valid for   causes of the first kind that a rest of seconds does not mend
/// Leaves out  that a set which has rested long starts worse
/// Source      elementary; shares of failed starts by the set's record, three attempts are usual
///             (NFPA 110-2022, 5.6.4)
double no_start(const SetStart& set) {
  CHECK(set.start_failure >= 0 && set.start_failure <= 1 && set.cranks >= 1);
  return set.start_failure + (1 - set.start_failure) * std::pow(set.crank_failure, set.cranks);
}

BridgeStore with_ups(BridgeStore store, const std::optional<Ups>& ups, Power load) {
  if (!ups || load > ups->rated) return store;
  const bool store_carries = store.power >= load && store.efficiency > 0;
  const Energy before = store_carries ? store.usable * store.efficiency : Energy();
  return {before + held_energy(*ups, load), std::max(store.power, ups->rated), 1};
}

/// All courses with their chances.
///
///     chance_carried = sum over attempts of chance(a) [store lasts over a] [set >= load]
///     hold_time      = usable efficiency / load
///
/// Valid for   attempts that fail independently, but for what fails them all
/// Leaves out  a second failure while the store refills
/// Source      as its courses above
Bridge bridge(const SetStart& set, const BridgeStore& store, Power load) {
  CHECK(set.cranks >= 1 && load >= Power());
  Bridge result;
  const std::vector<Power> left = left_after_steps(set, load);
  const Energy available = store.usable * store.efficiency;
  result.load_steps = static_cast<int>(left.size());
  result.set_is_enough = left.back() <= Power();
  result.hold_time =
      load > Power() ? available / load : Duration(std::numeric_limits<double>::infinity());
  if (store.power < load) result.hold_time = Duration();
  for (int attempt = 1; attempt <= set.cranks; ++attempt) {
    BridgeCourse course = course_of(set, left, load, attempt);
    course.lasts = result.set_is_enough && store.power >= load && available >= course.from_store;
    if (course.lasts) result.chance_carried += course.chance;
    result.courses.push_back(course);
  }
  result.spare = available - result.courses.back().from_store;
  return result;
}

/// The worst course over the store's efficiency.
///
///     from_store(last attempt) / efficiency
///
/// Valid for   as `bridge`
/// Source      energy balance
Energy store_needed(const SetStart& set, double store_efficiency, Power load) {
  CHECK(store_efficiency > 0);
  const std::vector<Power> left = left_after_steps(set, load);
  return course_of(set, left, load, set.cranks).from_store / store_efficiency;
}

}  // namespace islet
