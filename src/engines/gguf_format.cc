#include "engines/gguf_format.h"

#include <bit>
#include <cstring>

#include "base/check.h"

namespace islet {
namespace {

// Numbers of the kinds of settings.
constexpr std::uint32_t kind_u32 = 4;
constexpr std::uint32_t kind_i32 = 5;
constexpr std::uint32_t kind_f32 = 6;
constexpr std::uint32_t kind_bool = 7;
constexpr std::uint32_t kind_string = 8;
constexpr std::uint32_t kind_array = 9;

/// Little-endian, whatever the machine is.
template <class T>
void put(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(value >> (8 * i))));
  }
}

void put_string(std::string& out, std::string_view text) {
  put<std::uint64_t>(out, text.size());
  out += text;
}

}  // namespace

std::optional<GgufBlock> gguf_block(std::uint32_t type) {
  switch (GgufType{type}) {
    case GgufType::f32:
      return GgufBlock{1, 4};
    case GgufType::f16:
      return GgufBlock{1, 2};
    case GgufType::q4_0:
      return GgufBlock{32, 18};
    case GgufType::q8_0:
      return GgufBlock{32, 34};
    case GgufType::q6_k:
      return GgufBlock{256, 210};
  }
  return std::nullopt;
}

std::string_view name_of(GgufType type) {
  switch (type) {
    case GgufType::f32:
      return "f32";
    case GgufType::f16:
      return "f16";
    case GgufType::q4_0:
      return "q4_0";
    case GgufType::q8_0:
      return "q8_0";
    case GgufType::q6_k:
      return "q6_k";
  }
  return "";
}

std::uint64_t GgufTensor::bytes() const {
  const std::optional<GgufBlock> block = gguf_block(static_cast<std::uint32_t>(type));
  CHECK(block && columns % block->values == 0);
  return values() / block->values * block->bytes;
}

void GgufHeader::begin(std::string_view key, std::uint32_t type) {
  ++count_;
  put_string(settings_, key);
  put(settings_, type);
}

void GgufHeader::add(std::string_view key, std::uint32_t value) {
  begin(key, kind_u32);
  put(settings_, value);
}

void GgufHeader::add(std::string_view key, float value) {
  begin(key, kind_f32);
  put(settings_, std::bit_cast<std::uint32_t>(value));
}

void GgufHeader::add(std::string_view key, bool value) {
  begin(key, kind_bool);
  put(settings_, static_cast<std::uint8_t>(value ? 1 : 0));
}

void GgufHeader::add(std::string_view key, std::string_view value) {
  begin(key, kind_string);
  put_string(settings_, value);
}

void GgufHeader::add(std::string_view key, const std::vector<std::string>& values) {
  begin(key, kind_array);
  put(settings_, kind_string);
  put<std::uint64_t>(settings_, values.size());
  for (const std::string& value : values) put_string(settings_, value);
}

void GgufHeader::add(std::string_view key, const std::vector<float>& values) {
  begin(key, kind_array);
  put(settings_, kind_f32);
  put<std::uint64_t>(settings_, values.size());
  for (const float value : values) put(settings_, std::bit_cast<std::uint32_t>(value));
}

void GgufHeader::add(std::string_view key, const std::vector<std::int32_t>& values) {
  begin(key, kind_array);
  put(settings_, kind_i32);
  put<std::uint64_t>(settings_, values.size());
  for (const std::int32_t value : values) put(settings_, static_cast<std::uint32_t>(value));
}

std::string GgufHeader::text(std::span<const GgufTensor> tensors) const {
  std::string out = "GGUF";
  put<std::uint32_t>(out, 3);
  put<std::uint64_t>(out, tensors.size());
  put(out, count_);
  out += settings_;
  std::uint64_t offset = 0;
  for (const GgufTensor& tensor : tensors) {
    put_string(out, tensor.name);
    put<std::uint32_t>(out, tensor.rows == 0 ? 1 : 2);
    put(out, tensor.columns);
    if (tensor.rows != 0) put(out, tensor.rows);
    put(out, static_cast<std::uint32_t>(tensor.type));
    put(out, offset);
    offset += gguf_padded(tensor.bytes());
  }
  out.resize(gguf_padded(out.size()), '\0');
  return out;
}

}  // namespace islet
