// Rounds of questions to a device that answers one at a time: when the next one is due, and when
// silence is a fault.
#pragma once

#include <string>

#include "meters/protocol.h"

namespace islet {

class PollRound {
 public:
  explicit PollRound(const PollPace& pace) : pace_(pace) {}

  /// Nothing is asked, and a round is due.
  void open(Instant now);
  /// A question is out.
  void asked(Instant now);
  /// Its answer came.
  void answered() { waits_ = false; }
  /// Every question of this round is answered.
  void rest(Instant now);
  bool waits() const { return waits_; }

  /// True: it is time for a new round, which begins now. An answer that did not come in time is put
  /// into `fault`; after a fault nothing is due any more.
  bool is_due(Instant now, std::string& fault);
  /// `is_due` changes by then.
  Instant next() const { return next_; }

 private:
  PollPace pace_;
  bool waits_ = false;
  Instant begun_;  ///< this round
  Instant next_ = never;
};

}  // namespace islet
