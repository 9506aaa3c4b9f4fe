#include "catalog/precision.h"

#include <array>
#include <string>
#include <utility>

namespace islet {

std::string_view name_of(Precision precision) {
  switch (precision) {
    case Precision::fp32:
      return "fp32";
    case Precision::fp16:
      return "fp16";
    case Precision::fp8:
      return "fp8";
    case Precision::int8:
      return "int8";
    case Precision::fp4:
      return "fp4";
    case Precision::int4:
      break;
  }
  return "int4";
}

std::optional<Precision> precision_named(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, Precision>, 9> names{{
      {"fp32", Precision::fp32},
      {"fp16", Precision::fp16},
      {"bf16", Precision::fp16},
      {"fp8", Precision::fp8},
      {"int8", Precision::int8},
      {"q8", Precision::int8},
      {"fp4", Precision::fp4},
      {"int4", Precision::int4},
      {"q4", Precision::int4},
  }};
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const auto& [name, precision] : names) {
    if (name == lower) return precision;
  }
  return std::nullopt;
}

Bytes bytes_per_value(Precision precision) {
  switch (precision) {
    case Precision::fp32:
      return 4 * byte;
    case Precision::fp16:
      return 2 * byte;
    case Precision::fp8:
    case Precision::int8:
      return 1 * byte;
    case Precision::fp4:
    case Precision::int4:
      break;
  }
  return 0.5 * byte;
}

}  // namespace islet
