#include "energy/convex_cost.h"

#include <algorithm>
#include <limits>

namespace islet {
namespace {

void append(std::vector<CostPiece>& pieces, const CostPiece& piece) {
  if (piece.length <= 0.0) return;
  if (!pieces.empty() && pieces.back().slope == piece.slope) {
    pieces.back().length += piece.length;
  } else {
    pieces.push_back(piece);
  }
}

struct Corner {
  double position = 0;
  double value = 0;
};

void add_corners(const ConvexCost& cost, std::vector<Corner>& corners) {
  Corner at{cost.left, cost.value};
  corners.push_back(at);
  for (const CostPiece& piece : cost.pieces) {
    at.position += piece.length;
    at.value += piece.slope * piece.length;
    corners.push_back(at);
  }
}

/// True when `middle` does not lie below the line from `left` to `right`.
bool is_above(const Corner& left, const Corner& middle, const Corner& right) {
  return (middle.value - left.value) * (right.position - left.position) >=
         (right.value - left.value) * (middle.position - left.position);
}

}  // namespace

double ConvexCost::right() const {
  double end = left;
  for (const CostPiece& piece : pieces) end += piece.length;
  return end;
}

double ConvexCost::at(double position) const {
  double rest = std::max(0.0, position - left);
  double cost = value;
  for (const CostPiece& piece : pieces) {
    const double part = std::min(rest, piece.length);
    cost += piece.slope * part;
    rest -= part;
    if (rest <= 0.0) break;
  }
  return cost;
}

/// The infimal convolution of convex chains puts their pieces in the order of slopes.
///
///     least(z) = min over x of first(x) + second(z - x)
///
/// Valid for   convex chains
/// Leaves out  nothing
/// Source      Rockafellar, "Convex Analysis", 1970, section 5
void add_least(const ConvexCost& first, const ConvexCost& second, ConvexCost& sum) {
  sum.left = first.left + second.left;
  sum.value = first.value + second.value;
  sum.pieces.clear();
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < first.pieces.size() || k < second.pieces.size()) {
    const bool by_first =
        k == second.pieces.size() ||
        (i < first.pieces.size() && first.pieces[i].slope <= second.pieces[k].slope);
    append(sum.pieces, by_first ? first.pieces[i++] : second.pieces[k++]);
  }
}

/// The lower hull of the corners of both, from left to right.
///
/// Valid for   convex chains
/// Leaves out  costs that rise again behind the least: from there on it is flat
/// Source      Andrew, "Another efficient algorithm for convex hulls in two dimensions",
///             Information Processing Letters 9(5), 1979
void hull_below(const ConvexCost& first, const ConvexCost& second, ConvexCost& hull) {
  std::vector<Corner> one;
  std::vector<Corner> other;
  add_corners(first, one);
  add_corners(second, other);
  std::vector<Corner> corners(one.size() + other.size());
  std::merge(one.begin(), one.end(), other.begin(), other.end(), corners.begin(),
             [](const Corner& a, const Corner& b) {
               return a.position != b.position ? a.position < b.position : a.value < b.value;
             });
  std::vector<Corner> kept;
  for (const Corner& corner : corners) {
    if (!kept.empty() && kept.back().position == corner.position) continue;
    while (kept.size() >= 2 && is_above(kept[kept.size() - 2], kept.back(), corner)) {
      kept.pop_back();
    }
    kept.push_back(corner);
  }
  hull.left = kept.front().position;
  hull.value = kept.front().value;
  hull.pieces.clear();
  for (std::size_t i = 1; i < kept.size(); ++i) {
    const double length = kept[i].position - kept[i - 1].position;
    const double slope = (kept[i].value - kept[i - 1].value) / length;
    append(hull.pieces, {std::min(0.0, slope), length});
  }
}

void cut(ConvexCost& cost, double low, double high) {
  std::size_t gone = 0;
  while (cost.left < low && gone < cost.pieces.size()) {
    CostPiece& piece = cost.pieces[gone];
    const double part = std::min(low - cost.left, piece.length);
    cost.value += piece.slope * part;
    cost.left += part;
    piece.length -= part;
    if (piece.length > 0.0) {
      cost.left = low;
      break;
    }
    ++gone;
  }
  cost.pieces.erase(cost.pieces.begin(), cost.pieces.begin() + static_cast<std::ptrdiff_t>(gone));
  double room = std::max(0.0, high - cost.left);
  std::size_t kept = 0;
  while (kept < cost.pieces.size() && room > 0.0) {
    cost.pieces[kept].length = std::min(cost.pieces[kept].length, room);
    room -= cost.pieces[kept].length;
    ++kept;
  }
  cost.pieces.resize(kept);
}

void stretch(ConvexCost& cost, double factor) {
  cost.left *= factor;
  for (CostPiece& piece : cost.pieces) {
    piece.length *= factor;
    piece.slope /= factor;
  }
}

void coarsen(ConvexCost& cost, std::size_t most) {
  while (cost.pieces.size() > std::max<std::size_t>(1, most)) {
    std::size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i + 1 < cost.pieces.size(); ++i) {
      // The later piece takes the steeper slope of the one before it.
      const double lowered =
          (cost.pieces[i + 1].slope - cost.pieces[i].slope) * cost.pieces[i + 1].length;
      if (lowered >= least) continue;
      least = lowered;
      best = i;
    }
    cost.pieces[best].length += cost.pieces[best + 1].length;
    cost.pieces.erase(cost.pieces.begin() + static_cast<std::ptrdiff_t>(best + 1));
  }
}

}  // namespace islet
