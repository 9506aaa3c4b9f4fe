// Goal: the inverse of a symmetric positive definite matrix is its inverse, at every size.
#include "accuracy/square_matrix.h"

#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace islet {
namespace {

/// Draws times draws' plus 1 on the diagonal.
SquareMatrix drawn(std::size_t size, RandomStream stream) {
  std::vector<std::vector<double>> draws(size, std::vector<double>(8));
  for (std::vector<double>& row : draws) {
    for (double& one : row) one = stream.normal();
  }
  SquareMatrix matrix(size);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      for (std::size_t k = 0; k < 8; ++k) matrix.at(i, j) += draws[i][k] * draws[j][k];
    }
    matrix.at(i, i) += 1;
  }
  return matrix;
}

TEST(SquareMatrix, InverseTimesMatrixIsTheUnitMatrix) {
  for (const std::size_t size : std::vector<std::size_t>{1, 2, 47, 48, 49, 97, 150}) {
    const SquareMatrix matrix = drawn(size, RandomStream(size));
    SquareMatrix inverse = matrix;
    ASSERT_TRUE(invert(inverse));
    double worst = 0;
    for (std::size_t row = 0; row < size; ++row) {
      const std::vector<double> unit = product(matrix, inverse.row(row));
      for (std::size_t column = 0; column < size; ++column) {
        worst = std::max(worst, std::abs(unit[column] - (row == column ? 1 : 0)));
      }
    }
    EXPECT_LT(worst, 1e-11) << size;
  }
}

TEST(SquareMatrix, OnlyElementsOnAndBelowTheDiagonalAreRead) {
  SquareMatrix matrix(2);
  matrix.at(0, 0) = 4;
  matrix.at(1, 0) = 2;
  matrix.at(0, 1) = 1e9;
  matrix.at(1, 1) = 3;
  ASSERT_TRUE(invert(matrix));
  EXPECT_NEAR(matrix.at(0, 0), 3.0 / 8, 1e-15);
  EXPECT_NEAR(matrix.at(0, 1), -2.0 / 8, 1e-15);
  EXPECT_NEAR(matrix.at(1, 0), -2.0 / 8, 1e-15);
  EXPECT_NEAR(matrix.at(1, 1), 4.0 / 8, 1e-15);
}

TEST(SquareMatrix, OneThatIsNotPositiveDefiniteIsRefused) {
  SquareMatrix matrix(2);
  matrix.at(0, 0) = 1;
  matrix.at(1, 0) = 2;
  matrix.at(1, 1) = 1;
  EXPECT_FALSE(invert(matrix));
}

TEST(SquareMatrix, AQuadraticFormIsTheSumOverAllPairs) {
  SquareMatrix matrix(2);
  matrix.at(0, 0) = 4;
  matrix.at(0, 1) = 2;
  matrix.at(1, 0) = 2;
  matrix.at(1, 1) = 3;
  EXPECT_DOUBLE_EQ(quadratic_form(matrix, std::vector<double>{1, -2}), 4 - 8 + 12);
}

}  // namespace
}  // namespace islet
