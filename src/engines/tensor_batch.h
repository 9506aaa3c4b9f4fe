// Tensors of several requests as one, and one tensor's rows for each of them again.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engines/engine_message.h"

namespace islet {

/// Bytes of one value; 0 for kinds that are not known.
std::size_t bytes_of(TensorKind kind);

/// True when the bytes are as many as shape and kind say, and no extent is below 1.
bool is_whole(const Tensor& tensor);

/// True when they can be joined: the same kind and the same extents but for the first.
bool fits_beside(const Tensor& a, const Tensor& b);

/// One after the other along the first extent; all fit beside each other, and there is one at
/// least.
Tensor joined(std::span<const Tensor* const> tensors);

/// Rows `from` to `from + count` of the first extent.
Tensor rows_of(const Tensor& tensor, std::int64_t from, std::int64_t count);

}  // namespace islet
