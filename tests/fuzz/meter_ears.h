// What fuzzers of meters share: bytes reach a protocol in pieces, with time between them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "meters/protocol.h"

namespace islet {

/// Whether transaction numbers of Modbus are set right, half of the time: hardly any reply would be
/// looked at otherwise.
enum class Framed { no, modbus };

/// One connection: any bytes, in pieces of that length, end in samples or in one fault.
inline void hear(MeterProtocol& meter, std::string_view text, std::size_t piece, Framed framed) {
  Instant now;
  std::vector<Sample> samples;
  meter.open(now);
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const std::string asked = meter.take_output();
    std::string bytes(text.substr(at, piece));
    if (framed == Framed::modbus && asked.size() >= 7 && bytes.size() >= 7 &&
        (bytes[6] & 1) != 0) {
      bytes[0] = asked[0];
      bytes[1] = asked[1];
      bytes[2] = bytes[3] = bytes[4] = 0;
      bytes[5] = static_cast<char>(bytes.size() - 6);
      bytes[6] = asked[6];
    }
    meter.receive(now, bytes, samples);
    now = after(now, 0.5 * second);
    meter.look(now);
  }
  if (samples.size() > 100'000) __builtin_trap();
}

}  // namespace islet
