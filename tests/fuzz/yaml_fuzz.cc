// Fuzzes the YAML reader: any bytes end in a tree or in an error with a code.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  islet::Faults faults;
  const auto document = islet::read_yaml(text, "fuzz.yaml", faults);
  if (!document && !faults.has_errors()) __builtin_trap();
  for (const islet::Error& fault : faults.list()) {
    if (fault.code.empty() || fault.text_with_caret().empty()) __builtin_trap();
  }
  return 0;
}
