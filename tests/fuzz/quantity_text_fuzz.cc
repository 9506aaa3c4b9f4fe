// Fuzzes the parser of values: any bytes end in a value whose ends are in order, or in an error.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/quantity_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto value = islet::parse_value(text);
  if (!value) {
    if (value.error().code.empty() || value.error().what.empty()) __builtin_trap();
    return 0;
  }
  if (value->low > value->high || !std::isfinite(value->typical)) __builtin_trap();
  return 0;
}
