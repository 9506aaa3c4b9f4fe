// The journal's own clock, which wall clocks that jump cannot move.
#pragma once

#include "journal/journal_record.h"

namespace islet {

/// Where the journal's clock stood when the last stamp was written.
struct ClockStamp {
  JournalTime journal{};
  WallTime wall{};
};

class JournalClock {
 public:
  /// Goes on from `last`. A stop counts as long as the wall clock says, but not below nothing and
  /// not above a day: a clock that was wrong at the start drops no results.
  ///
  ///     journal = last journal + min(max(wall - last wall, 0), a day) + event clock since `now`
  ///
  /// Valid for   stops of any length; one of over a day lets deferred work wait that much longer
  /// Leaves out  drift of the event clock
  /// Source      own rule
  JournalClock(const ClockStamp& last, WallTime wall, Instant now) : started_(now) {
    constexpr std::int64_t longest_stop_ms = 86'400'000;
    const std::int64_t stop = wall.unix_ms - last.wall.unix_ms;
    base_ms_ = last.journal.ms + (stop < 0 ? 0 : stop > longest_stop_ms ? longest_stop_ms : stop);
  }

  JournalTime at(Instant now) const {
    return {base_ms_ + (now.nanoseconds() - started_.nanoseconds()) / 1'000'000};
  }

 private:
  Instant started_;
  std::int64_t base_ms_ = 0;
};

/// The moment `later`, at most `no_end`.
inline JournalTime after(JournalTime start, Duration later) {
  const double sum = static_cast<double>(start.ms) + later / millisecond;
  return sum < 9e18 ? JournalTime{static_cast<std::int64_t>(sum)} : no_end;
}

}  // namespace islet
