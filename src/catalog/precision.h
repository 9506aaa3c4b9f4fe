// Number formats of weights and cache.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/quantity.h"

namespace islet {

/// fp16 stands for FP16 and BF16 alike: every device here runs both at one rate.
enum class Precision { fp32, fp16, fp8, int8, fp4, int4 };
inline constexpr std::size_t precision_count = 6;

/// "fp16".
std::string_view name_of(Precision precision);

/// Reads "fp16", "FP16", "bf16", "int8", "q8", "int4", "q4", "fp4"; none for other words.
std::optional<Precision> precision_named(std::string_view word);

/// Bytes of one value without quantisation scales: 4, 2, 1, 1, 0.5, 0.5.
Bytes bytes_per_value(Precision precision);

}  // namespace islet
