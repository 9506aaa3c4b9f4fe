#include "accuracy/square_matrix.h"

#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include "base/check.h"

namespace islet {
namespace {

using Dense = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Block = Eigen::Ref<Dense, 0, Eigen::OuterStride<>>;

/// Below this, halving costs more than it saves.
constexpr Eigen::Index block_size = 48;

/// Replaces a lower triangle by its inverse, by halves: Eigen's own way, to solve for a unit
/// matrix, does not see that half of the answer is zero and takes three times as long.
// NOLINTNEXTLINE(misc-no-recursion): depth is the logarithm of the size
void invert_lower(Block matrix) {
  const Eigen::Index size = matrix.rows();
  if (size <= block_size) {
    const Dense inverse = matrix.triangularView<Eigen::Lower>().solve(Dense::Identity(size, size));
    matrix.triangularView<Eigen::Lower>() = inverse;
    return;
  }
  const Eigen::Index head = size / 2;
  const Eigen::Index tail = size - head;
  invert_lower(matrix.topLeftCorner(head, head));
  invert_lower(matrix.bottomRightCorner(tail, tail));
  const Dense right = matrix.bottomLeftCorner(tail, head) *
                      matrix.topLeftCorner(head, head).triangularView<Eigen::Lower>();
  matrix.bottomLeftCorner(tail, head).noalias() =
      -(matrix.bottomRightCorner(tail, tail).triangularView<Eigen::Lower>() * right);
}

/// Replaces a lower triangle M by the lower triangle of M' M, by halves.
// NOLINTNEXTLINE(misc-no-recursion): depth is the logarithm of the size
void square_lower(Block matrix) {
  const Eigen::Index size = matrix.rows();
  if (size <= block_size) {
    const Dense lower = matrix.triangularView<Eigen::Lower>();
    const Dense square = lower.transpose() * lower;
    matrix.triangularView<Eigen::Lower>() = square;
    return;
  }
  const Eigen::Index head = size / 2;
  const Eigen::Index tail = size - head;
  square_lower(matrix.topLeftCorner(head, head));
  const Dense corner = matrix.bottomLeftCorner(tail, head);
  matrix.topLeftCorner(head, head)
      .selfadjointView<Eigen::Lower>()
      .rankUpdate(Dense(corner.transpose()));
  matrix.bottomLeftCorner(tail, head).noalias() =
      matrix.bottomRightCorner(tail, tail).triangularView<Eigen::Lower>().transpose() * corner;
  square_lower(matrix.bottomRightCorner(tail, tail));
}

}  // namespace

bool invert(SquareMatrix& matrix) {
  const auto size = static_cast<Eigen::Index>(matrix.size());
  if (size == 0) return true;
  Eigen::Map<Dense> elements(matrix.row(0).data(), size, size);
  const Eigen::LLT<Eigen::Ref<Dense>, Eigen::Lower> factor(elements);
  if (factor.info() != Eigen::Success) return false;
  invert_lower(elements);
  square_lower(elements);
  elements.triangularView<Eigen::StrictlyUpper>() = elements.transpose();
  return true;
}

std::vector<double> product(const SquareMatrix& matrix, std::span<const double> vector) {
  CHECK(vector.size() == matrix.size());
  std::vector<double> result(matrix.size());
  for (std::size_t row = 0; row < matrix.size(); ++row) {
    const std::span<const double> elements = matrix.row(row);
    result[row] = std::inner_product(elements.begin(), elements.end(), vector.begin(), 0.0);
  }
  return result;
}

double quadratic_form(const SquareMatrix& matrix, std::span<const double> left) {
  const std::vector<double> right = product(matrix, left);
  return std::inner_product(left.begin(), left.end(), right.begin(), 0.0);
}

}  // namespace islet
