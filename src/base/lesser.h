// The lesser and the greater of two numbers without a branch: where nobody can foresee which it is,
// a branch costs more than the sum that waits for it, and compilers make one of `std::min`.
#pragma once

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace islet {

/// `a < b ? a : b`; no NaN.
inline double lesser(double a, double b) {
#ifdef __SSE2__
  return _mm_cvtsd_f64(_mm_min_sd(_mm_set_sd(a), _mm_set_sd(b)));
#else
  return a < b ? a : b;
#endif
}

/// `a > b ? a : b`; no NaN.
inline double greater(double a, double b) {
#ifdef __SSE2__
  return _mm_cvtsd_f64(_mm_max_sd(_mm_set_sd(a), _mm_set_sd(b)));
#else
  return a > b ? a : b;
#endif
}

/// The same of quantities.
template <class Q>
Q lesser(Q a, Q b) {
  return Q(lesser(a.in_base_units(), b.in_base_units()));
}
template <class Q>
Q greater(Q a, Q b) {
  return Q(greater(a.in_base_units(), b.in_base_units()));
}

}  // namespace islet
