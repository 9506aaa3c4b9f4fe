#include "engines/tensor_batch.h"

#include <algorithm>

#include "base/check.h"

namespace islet {
namespace {

constexpr std::uint64_t most_values = std::uint64_t{1} << 28U;

}  // namespace

std::size_t bytes_of(TensorKind kind) {
  switch (kind) {
    case TensorKind::f32:
    case TensorKind::i32:
      return 4;
    case TensorKind::u8:
      return 1;
    case TensorKind::i64:
      return 8;
  }
  return 0;
}

bool is_whole(const Tensor& tensor) {
  if (bytes_of(tensor.kind) == 0 || tensor.shape.empty()) return false;
  std::uint64_t values = 1;
  for (const std::int64_t extent : tensor.shape) {
    if (extent < 1 || static_cast<std::uint64_t>(extent) > most_values / values) return false;
    values *= static_cast<std::uint64_t>(extent);
  }
  return tensor.bytes.size() == values * bytes_of(tensor.kind);
}

bool fits_beside(const Tensor& a, const Tensor& b) {
  return a.kind == b.kind && a.shape.size() == b.shape.size() && !a.shape.empty() &&
         std::equal(a.shape.begin() + 1, a.shape.end(), b.shape.begin() + 1);
}

Tensor joined(std::span<const Tensor* const> tensors) {
  CHECK(!tensors.empty());
  Tensor whole{tensors[0]->name, tensors[0]->kind, tensors[0]->shape, ""};
  whole.shape[0] = 0;
  for (const Tensor* one : tensors) {
    CHECK(fits_beside(*one, *tensors[0]));
    whole.shape[0] += one->shape[0];
    whole.bytes += one->bytes;
  }
  return whole;
}

Tensor rows_of(const Tensor& tensor, std::int64_t from, std::int64_t count) {
  CHECK(!tensor.shape.empty() && from >= 0 && count >= 0 && from + count <= tensor.shape[0]);
  Tensor part{tensor.name, tensor.kind, tensor.shape, ""};
  part.shape[0] = count;
  const std::size_t row = tensor.bytes.size() / static_cast<std::size_t>(tensor.shape[0]);
  part.bytes = tensor.bytes.substr(static_cast<std::size_t>(from) * row,
                                   static_cast<std::size_t>(count) * row);
  return part;
}

}  // namespace islet
