// The one interface of all meters that speak over a connection: bytes in, bytes out, samples. It
// opens no socket and reads no clock, so every byte of every protocol can be tested and fuzzed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meters/reading.h"

namespace islet {

class MeterProtocol {
 public:
  MeterProtocol() = default;
  MeterProtocol(const MeterProtocol&) = delete;
  MeterProtocol& operator=(const MeterProtocol&) = delete;
  virtual ~MeterProtocol() = default;

  /// The connection stands, for the first time or again: everything begins anew.
  virtual void open(Instant now) = 0;
  /// Bytes came. Appends what they say.
  virtual void receive(Instant now, std::string_view bytes, std::vector<Sample>& samples) = 0;
  /// Time has come: asks again, or finds that no answer came.
  virtual void look(Instant now) = 0;
  /// `look` is due by then.
  virtual Instant next_look() const = 0;
  /// What is to be sent, once.
  std::string take_output() { return std::exchange(output_, {}); }
  /// Why the connection is of no more use; empty while it is.
  const std::string& fault() const { return fault_; }
  /// Who answers there, as it calls itself; empty before that is known.
  const std::string& peer() const { return peer_; }

 protected:
  std::string output_;
  std::string fault_;
  std::string peer_;
};

/// How often a meter is asked and how long an answer may take.
struct PollPace {
  Duration period = 1.0 * second;
  Duration patience = 2.0 * second;
};

}  // namespace islet
