#include "engines/shape_weights.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/check.h"

namespace islet {
namespace {

// Deviation of whole numbers drawn evenly from n values: sqrt((n^2 - 1) / 12).
constexpr double deviation_of_16 = 4.6098;
constexpr double deviation_of_64 = 18.4730;
constexpr double deviation_of_256 = 73.9003;

void put_half(std::string& out, double value) {
  const std::uint16_t half = half_of(value);
  out.push_back(static_cast<char>(half & 0xFFU));
  out.push_back(static_cast<char>(half >> 8U));
}

void put_float(std::string& out, float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  for (unsigned shift = 0; shift < 32; shift += 8) {
    out.push_back(static_cast<char>(bits >> shift & 0xFFU));
  }
}

void put_random(std::string& out, std::size_t bytes, RandomStream& stream) {
  while (bytes > 0) {
    std::uint64_t draw = stream.next();
    for (std::size_t i = 0; i < 8 && bytes > 0; ++i, --bytes, draw >>= 8U) {
      out.push_back(static_cast<char>(draw & 0xFFU));
    }
  }
}

/// Halves from a table of 256 evenly spread values.
void put_halves(std::string& out, double spread, std::uint64_t count, RandomStream& stream) {
  std::array<std::uint16_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = half_of(spread * (static_cast<double>(i) - 127.5) / deviation_of_256);
  }
  std::uint64_t draw = 0;
  for (std::uint64_t i = 0; i < count; ++i, draw >>= 8U) {
    if (i % 8 == 0) draw = stream.next();
    const std::uint16_t half = table[draw & 0xFFU];
    out.push_back(static_cast<char>(half & 0xFFU));
    out.push_back(static_cast<char>(half >> 8U));
  }
}

}  // namespace

std::uint16_t half_of(double value) {
  const auto sign = static_cast<std::uint16_t>(std::signbit(value) ? 0x8000U : 0U);
  const double size = std::abs(value);
  if (!(size < 65520.0)) return static_cast<std::uint16_t>(sign | 0x7BFFU);
  // Steps of 2^-24 below 2^-14, else of 2^-10 of the power of two below.
  int exponent = size > 0 ? std::ilogb(size) : -15;
  if (exponent < -14) exponent = -14;
  const double steps = std::nearbyint(std::ldexp(size, 10 - exponent));
  auto bits = static_cast<std::uint32_t>(steps);
  if (bits < 1024) return static_cast<std::uint16_t>(sign | bits);  // subnormal
  bits += static_cast<std::uint32_t>(exponent + 14) << 10U;
  return static_cast<std::uint16_t>(sign | bits);
}

void add_random_blocks(const ShapeTensor& tensor, std::uint64_t blocks, RandomStream& stream,
                       std::string& out) {
  switch (tensor.tensor.type) {
    case GgufType::f32:
      for (std::uint64_t i = 0; i < blocks; ++i) {
        put_float(out, tensor.is_one
                           ? 1.0F
                           : static_cast<float>(stream.uniform(-1.0, 1.0) * tensor.spread));
      }
      return;
    case GgufType::f16:
      put_halves(out, tensor.spread, blocks, stream);
      return;
    case GgufType::q4_0:
      for (std::uint64_t i = 0; i < blocks; ++i) {
        put_half(out, tensor.spread / deviation_of_16);
        put_random(out, 16, stream);
      }
      return;
    case GgufType::q8_0:
      for (std::uint64_t i = 0; i < blocks; ++i) {
        put_half(out, tensor.spread / deviation_of_256);
        put_random(out, 32, stream);
      }
      return;
    case GgufType::q6_k:
      for (std::uint64_t i = 0; i < blocks; ++i) {
        put_random(out, 128 + 64, stream);
        out.append(16, '\x20');  // scales of 32
        put_half(out, tensor.spread / deviation_of_64 / 32.0);
      }
      return;
  }
  CHECK(false);
}

}  // namespace islet
