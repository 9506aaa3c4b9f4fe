// GGUF version 3, the file format of llama.cpp: kinds of tensors and the header that names them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace islet {

/// Kinds of tensors that Islet writes, with the numbers of the format.
enum class GgufType : std::uint32_t { f32 = 0, f16 = 1, q4_0 = 2, q8_0 = 8, q6_k = 14 };

struct GgufBlock {
  std::uint64_t values = 1;  ///< in one block; a row is whole blocks
  std::uint64_t bytes = 1;
};
/// None for a number that stands for no kind known here.
std::optional<GgufBlock> gguf_block(std::uint32_t type);
std::string_view name_of(GgufType type);

/// Tensors start at multiples of this, counted from the end of the header.
inline constexpr std::uint64_t gguf_alignment = 32;

/// A tensor of up to two dimensions: `columns` is the fastest.
struct GgufTensor {
  std::string name;
  std::uint64_t columns = 1;
  std::uint64_t rows = 0;  ///< 0: a vector
  GgufType type = GgufType::f32;

  std::uint64_t values() const { return columns * (rows == 0 ? 1 : rows); }
  /// Without the padding that follows it. `columns` must be whole blocks.
  std::uint64_t bytes() const;
};

/// Collects settings and tensors, then writes the header that a file begins with.
class GgufHeader {
 public:
  void add(std::string_view key, std::uint32_t value);
  void add(std::string_view key, float value);
  void add(std::string_view key, bool value);
  void add(std::string_view key, std::string_view value);
  void add(std::string_view key, const char* value) { add(key, std::string_view(value)); }
  void add(std::string_view key, const std::vector<std::string>& values);
  void add(std::string_view key, const std::vector<float>& values);
  void add(std::string_view key, const std::vector<std::int32_t>& values);

  /// Bytes of the file up to the first tensor, padding included.
  std::string text(std::span<const GgufTensor> tensors) const;

 private:
  void begin(std::string_view key, std::uint32_t type);

  std::uint64_t count_ = 0;
  std::string settings_;
};

constexpr std::uint64_t gguf_padded(std::uint64_t bytes) {
  return (bytes + gguf_alignment - 1) / gguf_alignment * gguf_alignment;
}

}  // namespace islet
