#include "energy/cost_curve.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "base/check.h"

namespace islet {
namespace {

constexpr double endless = std::numeric_limits<double>::infinity();

double slope_of(const CostCorner& from, const CostCorner& to) {
  return (to.value - from.value) / (to.position - from.position);
}

double value_at(const CostCorner& from, const CostCorner& to, double position) {
  if (position <= from.position) return from.value;
  if (position >= to.position) return to.value;
  return from.value + slope_of(from, to) * (position - from.position);
}

/// Slopes of the lines through one point that stay between a curve and the tolerance below it.
struct Cone {
  double low = -endless;
  double high = endless;
};

/// Writes a curve piece by piece from left to right; pieces of one line become one.
class Pen {
 public:
  explicit Pen(CostCurve& curve) : corners_(curve.corners) { corners_.clear(); }
  /// `line` tells whether it is the line of the piece before.
  void draw(const CostCorner& from, const CostCorner& to, std::size_t line) {
    if (line == line_ && !corners_.empty()) {
      corners_.back() = to;
      return;
    }
    line_ = line;
    if (corners_.empty() || corners_.back().position != from.position ||
        corners_.back().value != from.value) {
      corners_.push_back(from);
    }
    if (to.position > from.position) corners_.push_back(to);
  }

 private:
  std::vector<CostCorner>& corners_;
  std::size_t line_ = static_cast<std::size_t>(-1);
};

/// The straight pieces of a curve, one after the other. A curve of one corner is a piece of no
/// length.
class Pieces {
 public:
  explicit Pieces(const CostCurve& curve) : corners_(curve.corners) { skip_jumps(); }
  bool is_over() const { return corners_.size() == 1 ? at_ > 0 : at_ + 1 >= corners_.size(); }
  const CostCorner& from() const { return corners_[at_]; }
  const CostCorner& to() const { return corners_[std::min(at_ + 1, corners_.size() - 1)]; }
  std::size_t number() const { return at_; }
  void next() {
    ++at_;
    skip_jumps();
  }

 private:
  void skip_jumps() {
    while (at_ + 1 < corners_.size() && corners_[at_].position == corners_[at_ + 1].position) {
      ++at_;
    }
  }

  const std::vector<CostCorner>& corners_;
  std::size_t at_ = 0;
};

/// Draws the lesser of two pieces between two positions; both cover them.
void draw_lesser(const Pieces& one, const Pieces& other, double from, double to, Pen& pen) {
  const CostCorner one_from{from, value_at(one.from(), one.to(), from)};
  const CostCorner one_to{to, value_at(one.from(), one.to(), to)};
  const CostCorner other_from{from, value_at(other.from(), other.to(), from)};
  const CostCorner other_to{to, value_at(other.from(), other.to(), to)};
  const std::size_t line = 2 * one.number();
  const std::size_t other_line = 2 * other.number() + 1;
  const double before = one_from.value - other_from.value;
  const double after = one_to.value - other_to.value;
  if (before <= 0.0 && after <= 0.0) {
    pen.draw(one_from, one_to, line);
  } else if (before >= 0.0 && after >= 0.0) {
    pen.draw(other_from, other_to, other_line);
  } else {
    const double share = before / (before - after);
    const CostCorner middle{from + share * (to - from),
                            one_from.value + share * (one_to.value - one_from.value)};
    if (before < 0.0) {
      pen.draw(one_from, middle, line);
      pen.draw(middle, other_to, other_line);
    } else {
      pen.draw(other_from, middle, other_line);
      pen.draw(middle, one_to, line);
    }
  }
}

/// The slope from one corner to the next; a jump falls without end.
double step_slope(const CostCorner& from, const CostCorner& to) {
  if (to.position > from.position) return slope_of(from, to);
  return to.value < from.value ? -endless : endless;
}

/// Puts pieces into a stretch of corners, each before the first step that falls less.
void insert(std::span<const CostCorner> stretch, std::span<const CostPiece> pieces,
            CostCurve& sum) {
  sum.corners.clear();
  double position = 0;
  double value = 0;
  std::size_t k = 0;
  for (std::size_t i = 0; i < stretch.size(); ++i) {
    const double slope = i + 1 < stretch.size() ? step_slope(stretch[i], stretch[i + 1]) : endless;
    sum.corners.push_back({stretch[i].position + position, stretch[i].value + value});
    for (; k < pieces.size() && pieces[k].slope < slope; ++k) {
      position += pieces[k].length;
      value += pieces[k].length * pieces[k].slope;
      sum.corners.push_back({stretch[i].position + position, stretch[i].value + value});
    }
  }
}

/// Where the stretch that begins with that corner ends, such that each piece has one place in it:
/// all steps before fall at least as steeply, all behind at most. Its last corner.
std::size_t end_of_stretch(std::span<const CostCorner> corners, std::size_t first,
                           std::span<const CostPiece> pieces) {
  double most = -endless;
  for (std::size_t i = first; i + 1 < corners.size(); ++i) {
    const double slope = step_slope(corners[i], corners[i + 1]);
    for (const CostPiece& piece : pieces) {
      if (slope < piece.slope && piece.slope < most) return i;
    }
    most = std::max(most, slope);
  }
  return corners.size() - 1;
}

/// Slopes between which a curve bends down somewhere: a piece of such a slope has no one place.
struct Bend {
  double low = 0;
  double high = 0;
};

void find_bends(std::span<const CostCorner> corners, std::vector<Bend>& bends) {
  bends.clear();
  double most = -endless;
  for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
    const double slope = step_slope(corners[i], corners[i + 1]);
    if (slope < most) {
      if (!bends.empty() && bends.back().high >= slope) {
        bends.back() = {std::min(bends.back().low, slope), most};
      } else {
        bends.push_back({slope, most});
      }
    }
    most = std::max(most, slope);
  }
}

bool is_hard(const CostPiece& piece, const std::vector<Bend>& bends) {
  return std::any_of(bends.begin(), bends.end(), [&](const Bend& bend) {
    return bend.low < piece.slope && piece.slope < bend.high;
  });
}

/// Puts the least of the last two parts in their place.
void join_last(std::vector<CostCurve>& parts) {
  CostCurve last = std::move(parts.back());
  parts.pop_back();
  parts.back() = lesser_of(parts.back(), last);
}

}  // namespace

double CostCurve::at(double position) const {
  CHECK(!corners.empty());
  if (position < left()) return corners.front().value;
  double least = endless;
  for (std::size_t i = 0; i + 1 < corners.size() && corners[i].position <= position; ++i) {
    if (corners[i + 1].position < position) continue;
    least = std::min(least, value_at(corners[i], corners[i + 1], position));
    if (corners[i + 1].position == position) least = std::min(least, corners[i + 1].value);
  }
  return least < endless ? least : corners.back().value;
}

/// Piece by piece of the second. One with a place in the first, all steps before it as steep or
/// steeper and all behind as flat or flatter, is put in there; else the first is taken apart into
/// stretches in which it has one, and the least is taken.
///
///     least(z) = min over x of first(x) + second(z - x)
///
/// Valid for   chains of straight pieces, the second convex
/// Leaves out  nothing
/// Source      Rockafellar, "Convex Analysis", 1970, section 5, stretch by stretch
void add_least(const CostCurve& first, const ConvexCost& second, CostCurve& sum) {
  std::vector<Bend> bends;
  find_bends(first.corners, bends);
  std::vector<CostPiece> easy;
  std::vector<CostPiece> hard;
  for (const CostPiece& piece : second.pieces) {
    (is_hard(piece, bends) ? hard : easy).push_back(piece);
  }
  insert(first.corners, easy, sum);
  for (CostCorner& corner : sum.corners) {
    corner.position += second.left;
    corner.value += second.value;
  }
  if (hard.empty()) return;
  // Parts of like size are brought together, so that no corner is looked at too often.
  std::vector<CostCurve> parts;
  const std::span<const CostCorner> corners = sum.corners;
  std::size_t number = 0;
  for (std::size_t from = 0; from < corners.size(); ++number) {
    const std::size_t last = end_of_stretch(corners, from, hard);
    parts.emplace_back();
    insert(corners.subspan(from, last - from + 1), hard, parts.back());
    for (std::size_t bit = number; bit % 2 == 1; bit /= 2) join_last(parts);
    from = last + 1 < corners.size() ? last : corners.size();
  }
  while (parts.size() > 1) join_last(parts);
  sum = std::move(parts.back());
}

/// Both are walked from left to right.
///
///     lesser(z) = min(first(z), second(z))
///
/// Valid for   chains of straight pieces
/// Leaves out  nothing
/// Source      definition
CostCurve lesser_of(const CostCurve& first, const CostCurve& second) {
  if (first.is_empty()) return second;
  if (second.is_empty()) return first;
  CostCurve out;
  out.corners.reserve(first.corners.size() + second.corners.size() + 8);
  Pen pen(out);
  Pieces one(first);
  Pieces other(second);
  double at = std::min(first.left(), second.left());
  while (!one.is_over() || !other.is_over()) {
    const double one_from = one.is_over() ? endless : one.from().position;
    const double other_from = other.is_over() ? endless : other.from().position;
    const double one_to = one.is_over() ? endless : one.to().position;
    const double other_to = other.is_over() ? endless : other.to().position;
    at = std::max(at, std::min(one_from, other_from));
    if (one_from > at) {
      const double to = std::min(other_to, one_from);
      pen.draw({at, value_at(other.from(), other.to(), at)},
               {to, value_at(other.from(), other.to(), to)}, 2 * other.number() + 1);
      at = to;
    } else if (other_from > at) {
      const double to = std::min(one_to, other_from);
      pen.draw({at, value_at(one.from(), one.to(), at)}, {to, value_at(one.from(), one.to(), to)},
               2 * one.number());
      at = to;
    } else {
      const double to = std::min(one_to, other_to);
      draw_lesser(one, other, at, to, pen);
      at = to;
    }
    while (!one.is_over() && one.to().position <= at) one.next();
    while (!other.is_over() && other.to().position <= at) other.next();
  }
  return out;
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

void cut(CostCurve& curve, double low, double high) {
  if (curve.is_empty()) return;
  std::vector<CostCorner>& corners = curve.corners;
  if (curve.left() >= high) corners = {{high, corners.front().value}};
  if (curve.right() <= low) corners = {{low, corners.back().value}};
  if (curve.left() < low) {
    std::size_t i = 0;
    while (i + 1 < corners.size() && corners[i + 1].position <= low) ++i;
    if (corners[i].position < low) {
      corners[i] = {low, value_at(corners[i], corners[i + 1], low)};
    }
    corners.erase(corners.begin(), corners.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (curve.right() > high) {
    std::size_t i = corners.size() - 1;
    while (i > 0 && corners[i - 1].position >= high) --i;
    if (corners[i].position > high && i > 0) {
      corners[i] = {high, value_at(corners[i - 1], corners[i], high)};
    }
    corners.resize(i + 1);
  }
}

void stretch(CostCurve& curve, double factor) {
  for (CostCorner& corner : curve.corners) corner.position *= factor;
}

/// From a corner the widest cone of lines that stay in the tube is followed as far as one is left;
/// the next cone begins where that line ends.
///
/// Valid for   any curve; about twice the fewest corners
/// Leaves out  a better choice of the cone's point
/// Source      Imai and Iri, "An optimal algorithm for approximating a piecewise linear function",
///             Journal of Information Processing 9(3), 1986, for the tube
void simplify_below(CostCurve& curve, double tolerance) {
  std::vector<CostCorner>& corners = curve.corners;
  std::size_t kept = 0;
  std::size_t i = 0;
  while (i < corners.size()) {
    // The chain up to the next jump.
    std::size_t last = i;
    while (last + 1 < corners.size() && corners[last + 1].position > corners[last].position) ++last;
    CostCorner from{corners[i].position, corners[i].value};
    if (last == i) from.value = corners[i].value;
    const std::size_t first_kept = kept;
    while (i < last) {
      Cone cone;
      std::size_t to = i + 1;
      for (; to <= last; ++to) {
        const double run = corners[to].position - from.position;
        const double low = (corners[to].value - tolerance - from.value) / run;
        const double high = (corners[to].value - from.value) / run;
        if (low > cone.high || high < cone.low) break;
        cone = {std::max(cone.low, low), std::min(cone.high, high)};
      }
      --to;
      const double slope = 0.5 * (cone.low + cone.high);
      const CostCorner next{corners[to].position,
                            from.value + slope * (corners[to].position - from.position)};
      corners[kept++] = from;
      from = next;
      i = to;
    }
    corners[kept++] = from;
    CHECK(kept - first_kept <= last + 1);
    ++i;
  }
  corners.resize(kept);
}

}  // namespace islet
