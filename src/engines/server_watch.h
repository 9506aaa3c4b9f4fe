// Whether another server still lives, by what it says: bytes of its answers, and answers to probes,
// which are small questions that it answers whatever it computes. Keeps no clock, opens no socket.
#pragma once

#include "base/instant.h"

namespace islet {

class ServerWatch {
 public:
  /// `silence`, above 0: how long it may say nothing at all while it has requests; with
  /// none it is asked for a sign of life as often.
  ServerWatch(Duration silence, Instant now) : silence_(silence), heard_(now) {}

  /// It said something, whatever it was.
  void hear(Instant now);
  /// With requests a probe is due after a fifth of the silence, so that there is time for two; with
  /// none after the whole of it. Never while another is under way.
  bool wants_probe(Instant now, bool is_busy) const;
  void begin_probe(Instant now);
  /// One under way has had two fifths of the silence: look for its answer before this is asked.
  bool probe_is_late(Instant now) const;
  /// It came to nothing: no answer in time, or a connection that ended without one.
  void miss_probe();
  /// Two probes in a row came to nothing.
  bool is_lost() const { return missed_ >= most_missed; }

 private:
  static constexpr int most_missed = 2;

  Duration silence_;
  Instant heard_;
  Instant probed_ = never;  ///< since when a probe is under way
  int missed_ = 0;          ///< in a row
};

}  // namespace islet
