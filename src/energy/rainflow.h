// Counts the cycles in a course of depths by rainflow: which swings closed, and how wide they were.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace islet {

/// A swing that was closed. Depths are shares of the capacity taken out, 0..1.
struct DepthCycle {
  double range = 0;
  double deepest = 0;  ///< highest depth among the swings that were open
};

/// Usage: `turn` for each reversal, or `reading` for each point in time, which finds the reversals
/// itself; both call `closed(DepthCycle)` for each cycle. A reversal is known only once the course
/// has turned, so the last reading counts later.
///
/// A swing closes when a later one is at least as wide:
///
///     |x_n - x_(n-1)| >= |x_(n-1) - x_(n-2)|
///
/// Valid for   any course; what is open at its end is not counted (see `close`)
/// Leaves out  the order of cycles
/// Source      Downing and Socie, "Simple rainflow counting algorithms", Int. J. of Fatigue 4(1),
///             1982
class Rainflow {
 public:
  template <class Closed>
  void turn(double depth, Closed&& closed) {
    open_.push_back(depth);
    while (open_.size() >= 3) {
      const std::size_t last = open_.size() - 1;
      const double newest = std::abs(open_[last] - open_[last - 1]);
      const double range = std::abs(open_[last - 1] - open_[last - 2]);
      if (newest + rounding < range) return;
      closed(DepthCycle{range, deepest()});
      open_[last - 2] = open_[last];
      open_.resize(last - 1);
    }
  }

  template <class Closed>
  void reading(double depth, Closed&& closed) {
    if (!has_reading_) {
      has_reading_ = true;
      turn(depth, closed);
    } else if (std::abs(depth - last_) <= rounding) {
      return;
    } else {
      const bool rises = depth > last_;
      if (moves_ && rises != rises_) turn(last_, closed);
      moves_ = true;
      rises_ = rises;
    }
    last_ = depth;
  }

  /// Counts what is open as half cycles, by `half(range)`, and starts anew.
  template <class Half>
  void close(Half&& half) {
    if (moves_) open_.push_back(last_);
    for (std::size_t i = 1; i < open_.size(); ++i) half(std::abs(open_[i] - open_[i - 1]));
    *this = Rainflow();
  }

 private:
  static constexpr double rounding = 1e-9;

  double deepest() const {
    double depth = open_.front();
    for (const double one : open_) depth = one > depth ? one : depth;
    return depth;
  }

  std::vector<double> open_;
  double last_ = 0;
  bool has_reading_ = false;
  bool moves_ = false;
  bool rises_ = false;
};

}  // namespace islet
