// Fuzzes the worker protocol from both sides: any bytes, in any pieces, end in messages or in one
// fault. The first byte says whose ears they reach and how long the pieces are.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engines/engine_frame.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const bool is_worker = (bytes[0] & 1U) != 0;
  const std::size_t piece = 1 + (bytes[0] >> 1U) * 4U;
  islet::FrameReader reader;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    reader.feed(text.substr(at, piece));
    if (is_worker) {
      while (const auto order = reader.next_order()) {
        // What was understood can be said again.
        if (*order && islet::frame_of(order->value()).size() < islet::frame_head_bytes) {
          __builtin_trap();
        }
      }
    } else {
      while (const auto report = reader.next_report()) {
        if (*report && islet::frame_of(report->value()).size() < islet::frame_head_bytes) {
          __builtin_trap();
        }
      }
    }
  }
  return 0;
}
