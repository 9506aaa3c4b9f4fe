// One figure of one meter over time: whether it may be believed, and what to go by when it may not.
#pragma once

#include <array>
#include <limits>

#include "meters/reading.h"

namespace islet {

/// What a figure can be, and what is assumed while nobody knows.
struct TrackRule {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  /// What it moves by at most from one reading to the next; beyond that the new value is believed
  /// when `steps_to_believe` readings in a row say so.
  double most_step = std::numeric_limits<double>::infinity();
  /// A swing up and down by more than this counts as jumping; 0: it may swing.
  double swing = 0;
  bool low_is_worse = true;
  double worst = 0;             ///< gone by while it is stale or was never read
  double worst_per_second = 0;  ///< > 0: when stale it moves toward `worst` at that rate instead
  Duration period = 1.0 * second;
};

class MeterTrack {
 public:
  explicit MeterTrack(const TrackRule& rule) : rule_(rule) {}

  /// A sample came in. No value, or one that cannot be, is not taken.
  void take(Instant now, std::optional<double> value);

  MeterState state(Instant now) const;
  /// The last value that could be, as it was read.
  double last() const { return last_; }
  Instant taken() const { return taken_; }
  bool was_read() const { return was_read_; }

  /// What to go by.
  ///
  ///     fresh              the value
  ///     absurd, < 2.5 periods  the last value that could be, or the refused one if that is worse
  ///     jumping            the worst of the last readings
  ///     stale, absent      worst, or last - rate * (time since it turned stale), at most as bad
  ///                        as worst
  ///
  /// Valid for   figures for which one direction is the bad one
  /// Leaves out  what other meters say about the same thing
  /// Source      own choice: doubt counts against us, in steps that do not make control swing
  double safe(Instant now) const;

  /// Stale after two questions without a value that could be: so that who looks four times in a
  /// period has the alarm before the third one is over.
  static constexpr double periods_to_stale = 2.5;
  static constexpr int steps_to_believe = 3;

 private:
  static constexpr std::size_t window = 8;
  double worse(double a, double b) const { return (a < b) == rule_.low_is_worse ? a : b; }
  void believe(Instant now, double value);
  bool swings() const;
  Instant stale_at() const;

  TrackRule rule_;
  bool was_read_ = false;
  bool is_refused_ = false;  ///< the newest sample was not taken
  double last_ = 0;
  Instant taken_;
  double doubted_ = 0;  ///< a step too large, seen `doubts_` times
  int doubts_ = 0;
  std::array<double, window> recent_{};
  std::size_t count_ = 0;  ///< of all values taken
};

/// The rule of a measure when nothing is known of the site.
TrackRule usual_rule(Gauge what);

}  // namespace islet
