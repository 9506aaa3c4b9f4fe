// For tests: a protocol against the other side's program, byte for byte, on a clock that is told.
#pragma once

#include <functional>

#include "meters/protocol.h"

namespace islet {

class MeterScript {
 public:
  using Answer = std::function<std::string(std::string_view)>;

  MeterScript(MeterProtocol& meter, Answer peer) : meter_(meter), peer_(std::move(peer)) {}

  void open() { meter_.open(now_), exchange(); }
  /// `seconds` pass, in steps of a tenth.
  void pass(double seconds) {
    const Instant end = after(now_, seconds * second);
    while (now_ < end) {
      now_ = after(now_, 0.1 * second);
      meter_.look(now_);
      exchange();
    }
  }
  /// The newest sample of a measure; nothing when it has none or came without value.
  std::optional<double> value(Gauge what) const {
    for (std::size_t i = samples.size(); i-- > 0;) {
      if (samples[i].what == what) return samples[i].value;
    }
    return std::nullopt;
  }
  bool has(Gauge what) const {
    for (const Sample& one : samples) {
      if (one.what == what) return true;
    }
    return false;
  }

  std::vector<Sample> samples;
  bool answers = true;
  std::size_t piece = 1'000;  ///< bytes that arrive at once

 private:
  void exchange() {
    for (int round = 0; round < 200; ++round) {
      const std::string asked = meter_.take_output();
      if (asked.empty() || !answers) return;
      const std::string text = peer_(asked);
      for (std::size_t i = 0; i < text.size(); i += piece) {
        meter_.receive(now_, std::string_view(text).substr(i, piece), samples);
      }
    }
  }

  MeterProtocol& meter_;
  Answer peer_;
  Instant now_;
};

}  // namespace islet
