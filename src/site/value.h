// Values as a site file gives them: known, uncertain, varying, to be chosen, or required.
#pragma once

#include <algorithm>
#include <vector>

#include "base/error.h"

namespace islet {

/// Where a value came from.
enum class ValueOrigin { written, defaulted };

/// A figure that may be known only roughly (`25 ± 10`) or vary by itself (`20 s .. 15 min`).
/// low <= typical <= high; all equal when it is known. An uncertain range holds 90 % of cases.
template <class Q>
struct Uncertain {
  Q typical{};
  Q low{};
  Q high{};
  bool varies = false;  ///< the range is variation in time, not lack of knowledge
  ValueOrigin origin = ValueOrigin::defaulted;
  Place place;
};

/// A size that the planner may choose: one value, a range, or a list.
template <class Q>
struct SizeChoice {
  Q low{};
  Q high{};
  std::vector<Q> options;  ///< when written as a list; ordered
  ValueOrigin origin = ValueOrigin::defaulted;
  Place place;

  bool is_fixed() const { return options.empty() ? !(low < high) : options.size() == 1; }
  bool allows(Q size) const {
    if (options.empty()) return low <= size && size <= high;
    return std::find(options.begin(), options.end(), size) != options.end();
  }
};

/// `at least X` or `at most X`, or a bare ceiling.
template <class Q>
struct Limit {
  Q bound{};
  Place place;
};

}  // namespace islet
