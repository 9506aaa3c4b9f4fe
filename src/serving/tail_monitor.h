// Watches the tail of response times: percentiles, maximum, jitter and misses of each window, and
// an alarm within the window in which one of them passes its limit.
#pragma once

#include <cstdint>
#include <vector>

#include "base/histogram.h"
#include "base/instant.h"
#include "base/quantity.h"

namespace islet {

struct TailLimits {
  Duration window = 10.0 * second;
  Duration within;  ///< a response that takes longer is a miss; 0: none is
  Duration jitter;  ///< 0: any

  friend bool operator==(const TailLimits&, const TailLimits&) = default;
};

struct TailWindow {
  Instant from;
  std::int64_t count = 0;
  std::int64_t misses = 0;
  Duration p50, p99, p999, most;
  Duration jitter;  ///< the greatest in the window
};

struct TailAlarm {
  Instant at;
  bool is_miss = false;  ///< else jitter
  Duration value;
};

struct TailReport {
  std::int64_t windows = 0;
  std::int64_t alarms = 0;  ///< windows with one or two
  std::int64_t misses = 0;
  std::vector<TailAlarm> first;  ///< the first few
  TailWindow worst;              ///< by its longest response
  Duration jitter;               ///< the greatest
};

/// The running mean of how much successive responses differ.
///
///     jitter = jitter + (|response - response before| - jitter) / 16
///
/// Valid for   one stream of responses in the order in which they end
/// Leaves out  responses that never end
/// Source      RFC 3550 (2003), section 6.4.1
class TailMonitor {
 public:
  explicit TailMonitor(const TailLimits& limits) : limits_(limits) {}

  /// In the order of `ended`. True when this response raises an alarm: at most one of each kind in
  /// a window.
  bool record(Instant ended, Duration response);
  /// The window under way, so far.
  TailWindow window() const;
  /// Ends the window under way.
  TailReport report();

 private:
  void close();

  TailLimits limits_;
  TailReport report_;
  Histogram times_;
  Instant from_;
  bool has_begun_ = false;
  std::int64_t misses_ = 0;
  Duration last_;
  Duration jitter_;
  Duration most_jitter_;
  bool has_last_ = false;
  bool has_missed_ = false;
  bool has_jittered_ = false;
};

}  // namespace islet
