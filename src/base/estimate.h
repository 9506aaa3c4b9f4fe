// A figure with its range, its evidence and where it came from.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace islet {

/// How good the evidence is, best first.
///   A  measured on this device and model (or the maker's own price)
///   B  fitted to near neighbours, survey
///   C  datasheet and physics
///   D  assumption
enum class Grade { a, b, c, d };

/// 'A' to 'D'.
constexpr char letter(Grade grade) { return static_cast<char>('A' + static_cast<int>(grade)); }

/// A chain is as strong as its weakest link.
constexpr Grade weaker(Grade one, Grade other) { return std::max(one, other); }

/// A value with the range that holds it with probability `level`, low <= value <= high.
/// `Q` is a quantity or a plain double (a ratio or a count).
template <class Q>
struct Estimate {
  Q value{};
  Q low{};
  Q high{};
  double level = 0.9;
  Grade grade = Grade::d;
  std::string source;
};

/// A figure known without doubt, such as a count: low = value = high.
template <class Q>
Estimate<Q> exactly(Q value, Grade grade, std::string source) {
  return {value, value, value, 0.9, grade, std::move(source)};
}

/// The range from value / factor to value * factor. `factor` >= 1.
template <class Q>
Estimate<Q> within_factor(Q value, double factor, Grade grade, std::string source) {
  return {value, value / factor, value * factor, 0.9, grade, std::move(source)};
}

/// Multiplied by an exact number >= 0; range and evidence stay in proportion.
template <class Q>
Estimate<Q> scaled(Estimate<Q> estimate, double factor) {
  estimate.value = estimate.value * factor;
  estimate.low = estimate.low * factor;
  estimate.high = estimate.high * factor;
  return estimate;
}

/// Sum of two independent estimates: the half-ranges add in quadrature.
///
///     low = value - sqrt((a.value - a.low)^2 + (b.value - b.low)^2), high alike
///
/// Valid for   independent errors; exact for normal ones
/// Source      ISO/IEC Guide 98-3:2008 (GUM), section 5.1.2
template <class Q>
Estimate<Q> sum(const Estimate<Q>& a, const Estimate<Q>& b, std::string source) {
  const Q value = a.value + b.value;
  const auto quadrature = [](Q x, Q y) -> Q {
    if constexpr (requires { x.in_base_units(); }) {
      return Q(std::hypot(x.in_base_units(), y.in_base_units()));
    } else {
      return std::hypot(x, y);
    }
  };
  return {value,
          value - quadrature(a.value - a.low, b.value - b.low),
          value + quadrature(a.high - a.value, b.high - b.value),
          std::min(a.level, b.level),
          weaker(a.grade, b.grade),
          std::move(source)};
}

}  // namespace islet
