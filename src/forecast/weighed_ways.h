// One figure foretold in several ways, weighed by how far each was off.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace islet {

template <std::size_t N>
class WeighedWays {
 public:
  using Ways = std::array<double, N>;

  /// What each had said, and what came; `size`: what an error is held against.
  void judge(const Ways& said, double seen, double size) {
    for (std::size_t way = 0; way < N; ++way) {
      errors_.at(way) =
          forget * errors_.at(way) + std::abs(said.at(way) - seen) / std::max(least_size, size);
    }
  }

  /// Of the first `count` ways.
  ///
  ///     combined = sum of weight * said / sum of weight; weight = (error + 0.5)^-8
  ///     error    = sum of |said - seen| / size, each hour 0.98 of the next
  ///
  /// Valid for   ways whose errors last for days
  /// Leaves out  that their errors go together
  /// Source      Bates and Granger, Operational Research Quarterly 20(4), 1969; the constants
  ///             chosen by eight made-up kinds of site, 2026-11
  double combined(const Ways& said, std::size_t count = N) const {
    double sum = 0;
    double weights = 0;
    for (std::size_t way = 0; way < count; ++way) {
      const double weight = std::pow(errors_.at(way) + error_at_first, exponent);
      sum += weight * said.at(way);
      weights += weight;
    }
    return sum / weights;
  }

 private:
  static constexpr double forget = 0.98;
  static constexpr double error_at_first = 0.5;
  static constexpr double exponent = -8;
  static constexpr double least_size = 1e-6;
  Ways errors_{};
};

}  // namespace islet
