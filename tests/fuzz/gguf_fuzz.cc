// Fuzzes the reader of model files' headers: any bytes end in a summary that holds or in a fault.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engines/gguf_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const std::uint64_t file_bytes = size + 4096;
  const islet::Result<islet::GgufSummary> summary =
      islet::read_gguf_header(text, file_bytes, "m.gguf");
  if (!summary) {
    if (summary.error().what.empty()) __builtin_trap();
    return 0;
  }
  for (const islet::GgufEntry& entry : summary->tensors) {
    if (summary->first_tensor + entry.offset + entry.bytes > file_bytes) __builtin_trap();
  }
  return 0;
}
