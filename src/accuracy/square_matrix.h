// A dense symmetric matrix and its inverse, as the fit of effects needs them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace islet {

/// Stored whole, row by row.
class SquareMatrix {
 public:
  explicit SquareMatrix(std::size_t size = 0) : size_(size), elements_(size * size) {}

  std::size_t size() const { return size_; }
  double at(std::size_t row, std::size_t column) const { return elements_[row * size_ + column]; }
  double& at(std::size_t row, std::size_t column) { return elements_[row * size_ + column]; }
  std::span<const double> row(std::size_t index) const {
    return std::span(elements_).subspan(index * size_, size_);
  }
  std::span<double> row(std::size_t index) {
    return std::span(elements_).subspan(index * size_, size_);
  }

 private:
  std::size_t size_;
  std::vector<double> elements_;
};

/// Replaces a symmetric positive definite matrix by its inverse, reading only the elements on and
/// below the diagonal. False when it is not positive definite; its elements are then unspecified.
///
///     matrix = L L',   inverse = (1 / L)' (1 / L)
///
/// Leaves out  refinement: the error grows with the ratio of greatest to least eigenvalue
/// Source      Golub, Van Loan, "Matrix Computations", 4th edition, sections 3.1 and 4.2
[[nodiscard]] bool invert(SquareMatrix& matrix);

/// `matrix` times `vector`.
std::vector<double> product(const SquareMatrix& matrix, std::span<const double> vector);

/// left' * matrix * left.
double quadratic_form(const SquareMatrix& matrix, std::span<const double> left);

}  // namespace islet
