// Where a function of one variable crosses zero.
#pragma once

#include <cmath>

namespace islet {

/// A zero of `f` between `low` and `high`; where it does not change its sign there, the end at
/// which it is nearer to zero. `f` is continuous; one call for each step, about ten in all.
///
///     x = (low f(high) - high f(low)) / (f(high) - f(low)),
///     the value at an end that stays twice is halved
///
/// Valid for   functions without jumps; ends when a step moves by less than 1e-12 of `high`
/// Leaves out  further zeros in between
/// Source      Dowell and Jarratt, "A modified regula falsi method for computing the root of an
///             equation", BIT 11, 1971 (the "Illinois" method)
template <class F>
double root_between(const F& f, double low, double high) {
  constexpr int steps_max = 100;
  constexpr double exact = 1e-12;
  double at_low = f(low);
  double at_high = f(high);
  if (at_low * at_high > 0) return std::abs(at_low) < std::abs(at_high) ? low : high;
  if (at_low == 0) return low;
  const double enough = exact * std::abs(high);
  double last = low;
  for (int step = 0; step < steps_max && at_high != 0; ++step) {
    const double next = (low * at_high - high * at_low) / (at_high - at_low);
    const double at_next = f(next);
    if (at_next == 0 || std::abs(next - last) <= enough) return next;
    last = next;
    // `high` is the newer end.
    if (at_next * at_high < 0) {
      low = high;
      at_low = at_high;
    } else {
      at_low *= 0.5;
    }
    high = next;
    at_high = at_next;
  }
  return high;
}

}  // namespace islet
