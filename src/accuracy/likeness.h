// What runs that are alike show: how far measured figures lie from physics, carried over from run
// to run by how near their places are.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accuracy/run_place.h"

namespace islet {

/// How runs of one kind of figure are alike. Log units.
///
///     q = sum along * (a - b)^2 + sum words * (word differs)
///     likeness(a, b) = near exp(-q) + far exp(-q / 5) + all
///
/// Source  Rasmussen, Williams, "Gaussian Processes for Machine Learning", 2006, section 4.2; two
///         reaches, so that a run far from all still learns what they have in common
struct LikenessScale {
  std::array<double, along_count> along{};  ///< for a step squared
  std::array<double, alike_count> words{};
  double near = 0;   ///< variances
  double far = 0;    ///< with a reach of sqrt(5) times
  double all = 0;    ///< what all share
  double noise = 0;  ///< of a row about its place
};

/// A place that rows stood at, with what they said of it.
struct LikenessPlace {
  RunPlace place;
  double weight = 0;
};

/// Fitted to the rows of one kind of figure (accuracy/likeness_fit.h).
struct Likeness {
  std::string kind;  ///< "language"
  LikenessScale scale;
  std::vector<LikenessPlace> places;  ///< by place
};

/// How far a figure lies from physics.
struct LikenessAnswer {
  double value = 0;     ///< log(figure / physics)
  double variance = 0;  ///< a scale for ranges: that of the nearest place alone
  double far = 0;       ///< 0 at a place that rows stood at, 1 where none is near
};

/// Likenesses by kind. Built once, asked often.
class LikenessTable {
 public:
  explicit LikenessTable(const std::vector<Likeness>& likenesses);

  /// Nothing for a kind that was not fitted.
  ///
  ///     value    = sum of weight * likeness(place, run)
  ///     far      = 1 - s^2
  ///     variance = (near + far) (1 - s^2) + noise
  ///     s        = greatest likeness without `all` / (near + far)
  ///
  /// Valid for   places as run_place makes them
  /// Leaves out  what further places add to the nearest's certainty
  /// Source      Rasmussen, Williams, section 2.2
  std::optional<LikenessAnswer> at(std::string_view kind, const RunPlace& run) const;

 private:
  struct Row {
    std::array<float, along_count> along{};
    std::array<int, alike_count> words{};
    double weight = 0;
  };
  struct Kind {
    LikenessScale scale;
    std::array<std::map<std::string, int, std::less<>>, alike_count> numbers;
    std::vector<Row> rows;
  };

  std::map<std::string, Kind, std::less<>> kinds_;
};

/// exp(-q) and exp(-q / 5).
struct Reaches {
  double near = 0;
  double far = 0;
};
Reaches reaches(double distance);

}  // namespace islet
