// The lesser and the greater of two numbers without a branch: where nobody can foresee which it is,
// a branch costs more than the sum that waits for it, and compilers make one of `std::min`. Written
// in assembler, since the intrinsics clear the upper half of a register for each operand.
#pragma once

namespace islet {

/// `a < b ? a : b`; no NaN.
inline double lesser(double a, double b) {
#ifdef __SSE2__
  asm("minsd %1, %0" : "+x"(a) : "xm"(b));
  return a;
#else
  return a < b ? a : b;
#endif
}

/// `a > b ? a : b`; no NaN.
inline double greater(double a, double b) {
#ifdef __SSE2__
  asm("maxsd %1, %0" : "+x"(a) : "xm"(b));
  return a;
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
