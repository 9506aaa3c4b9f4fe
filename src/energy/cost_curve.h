// Costs over the charge as chains of straight pieces: that of an hour, which is convex, and that of
// all hours to come, which need not be and may jump.
#pragma once

#include <cstddef>
#include <vector>

namespace islet {

/// One straight piece. Lengths in joules, slopes in dollars per joule, never above 0.
struct CostPiece {
  double slope = 0;
  double length = 0;
};

/// Starts with `value` at `left`; pieces by rising slope.
struct ConvexCost {
  double left = 0;
  double value = 0;
  std::vector<CostPiece> pieces;
};

/// Cuts the chain to [low, high]; at least a point is left.
void cut(ConvexCost& cost, double low, double high);

/// Positions in joules, values in dollars.
struct CostCorner {
  double position = 0;
  double value = 0;
};

/// Straight between corners, which lie by rising position; of two at the same position the first
/// ends what lies left of it and the second begins what lies right. Beyond the ends there is no
/// cost: nothing leads from there. Without corners it is nowhere.
struct CostCurve {
  std::vector<CostCorner> corners;

  bool is_empty() const { return corners.empty(); }
  double left() const { return corners.front().position; }
  double right() const { return corners.back().position; }
  /// At the end that is nearer where `position` lies beyond; the lesser value where it jumps.
  double at(double position) const;
};

/// The least of first(x) + second(position - x), written to `sum`, whose memory is used again.
/// `first` has a corner.
void add_least(const CostCurve& first, const ConvexCost& second, CostCurve& sum);

/// The lesser of both at each position, where there is but one that one.
CostCurve lesser_of(const CostCurve& first, const CostCurve& second);

/// Cuts it to [low, high]; at least a point is left.
void cut(CostCurve& curve, double low, double high);

/// Stretches the axis: curve(position) becomes what curve(position / factor) was. Factor above 0.
void stretch(CostCurve& curve, double factor);

/// Replaces it by a curve with fewer corners that lies nowhere above it and nowhere more than
/// `tolerance`, above 0, below. Ends and jumps keep their places.
void simplify_below(CostCurve& curve, double tolerance);

}  // namespace islet
