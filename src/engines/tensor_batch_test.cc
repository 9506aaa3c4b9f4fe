// Goal: tensors of several requests come apart as they were put together.
#include "engines/tensor_batch.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(TensorBatch, JoinsAndCutsByRows) {
  const Tensor a{"x", TensorKind::i32, {1, 2}, "aaaabbbb"};
  const Tensor b{"x", TensorKind::i32, {2, 2}, "ccccddddeeeeffff"};
  const std::vector<const Tensor*> both = {&a, &b};
  const Tensor whole = joined(both);
  EXPECT_EQ(whole.shape, (std::vector<std::int64_t>{3, 2}));
  EXPECT_TRUE(is_whole(whole));
  EXPECT_EQ(rows_of(whole, 0, 1).bytes, a.bytes);
  EXPECT_EQ(rows_of(whole, 1, 2).bytes, b.bytes);
}

TEST(TensorBatch, TakesNoTensorWhoseBytesAreNotItsShape) {
  EXPECT_TRUE(is_whole({"x", TensorKind::u8, {2, 3}, "abcdef"}));
  EXPECT_FALSE(is_whole({"x", TensorKind::u8, {2, 3}, "abcde"}));
  EXPECT_FALSE(is_whole({"x", TensorKind::u8, {-2, -3}, "abcdef"}));
  EXPECT_FALSE(is_whole({"x", TensorKind::u8, {0}, ""}));
  EXPECT_FALSE(is_whole({"x", TensorKind::i64, {INT64_MAX, INT64_MAX}, "abcdefgh"}));
  EXPECT_FALSE(is_whole({"x", TensorKind{99}, {1}, "a"}));
}

TEST(TensorBatch, JoinsOnlyWhatFits) {
  const Tensor a{"x", TensorKind::u8, {1, 2}, "ab"};
  EXPECT_TRUE(fits_beside(a, {"x", TensorKind::u8, {5, 2}, ""}));
  EXPECT_FALSE(fits_beside(a, {"x", TensorKind::u8, {1, 3}, ""}));
  EXPECT_FALSE(fits_beside(a, {"x", TensorKind::f32, {1, 2}, ""}));
}

}  // namespace
}  // namespace islet
