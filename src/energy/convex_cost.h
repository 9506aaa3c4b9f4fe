// A cost that falls with charge, ever more slowly: a convex chain of straight pieces.
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

  double right() const;
  /// At `left` where `at` lies before it, at the right end where it lies behind.
  double at(double position) const;
};

/// The least of first(x) + second(position - x), written to `sum`, whose memory is used again.
void add_least(const ConvexCost& first, const ConvexCost& second, ConvexCost& sum);

/// The greatest convex cost that lies below both and never rises, written to `hull`.
void hull_below(const ConvexCost& first, const ConvexCost& second, ConvexCost& hull);

/// Cuts the chain to [low, high]; at least a point is left.
void cut(ConvexCost& cost, double low, double high);

/// Stretches the axis: cost(position) becomes what cost(position / factor) was.
void stretch(ConvexCost& cost, double factor);

/// Leaves at most `most` pieces by lowering the cost, where that lowers it least.
void coarsen(ConvexCost& cost, std::size_t most);

}  // namespace islet
