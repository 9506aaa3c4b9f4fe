// Energy by steps of the plant: what was drawn in the step under way and in the one after.
#pragma once

#include <algorithm>

#include "base/check.h"
#include "base/instant.h"
#include "base/quantity.h"

namespace islet {

/// Draws are added as they become known, a little ahead of the clock; each is split exactly at the
/// end of the step under way.
class PowerBuckets {
 public:
  /// The step under way ends there.
  void start(Instant end) { end_ = end; }

  void add(Instant from, Instant until, Power power) {
    const Instant cut = std::clamp(end_, from, until);
    now_ += power * between(from, cut);
    later_ += power * between(cut, until);
  }
  /// Of a span that lies within the step under way.
  void add(Energy energy) { now_ += energy; }

  /// Energy of the step that has ended; the next one ends at `end`.
  Energy close(Instant end) {
    const Energy closed = now_;
    now_ = later_;
    later_ = Energy();
    end_ = end;
    return closed;
  }

 private:
  Instant end_;
  Energy now_;
  Energy later_;
};

}  // namespace islet
