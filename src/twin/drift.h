// A figure of the plant beside what it should be: drift from a limit on, over when it is well
// within again.
#pragma once

#include <cmath>

#include "base/instant.h"

namespace islet {

class Drift {
 public:
  /// Shares: off by more than `from` begins it, by less than `until` ends it.
  Drift(double from, double until) : from_(from), until_(until) {}

  /// `ratio`: what is over what should be.
  void judge(Instant now, double ratio) {
    const double off = std::abs(ratio - 1);
    if (!stands_ && off > from_) {
      stands_ = true;
      since_ = now;
    } else if (stands_ && off < until_) {
      stands_ = false;
    }
  }
  bool stands() const { return stands_; }
  Instant since() const { return since_; }

 private:
  double from_, until_;
  bool stands_ = false;
  Instant since_ = never;
};

}  // namespace islet
