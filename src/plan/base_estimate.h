// Estimates of any quantity as plain figures, for what compares figures of different kinds.
#pragma once

#include "base/estimate.h"

namespace islet {

/// The same range in base units: seconds, watts, cubic metres.
template <class Q>
Estimate<double> in_base_units(const Estimate<Q>& estimate) {
  return {estimate.value.in_base_units(),
          estimate.low.in_base_units(),
          estimate.high.in_base_units(),
          estimate.level,
          estimate.grade,
          estimate.source};
}

}  // namespace islet
