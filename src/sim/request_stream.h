// The requests of one workload in order of time: by chance over the week, or in bulk as its window
// opens.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/instant.h"
#include "base/random.h"
#include "serving/request.h"
#include "sim/site_run.h"

namespace islet {

/// The daily window of a batch: from that time of day, for so long.
struct BatchWindow {
  Duration start;
  Duration length;  ///< above 0, at most a day
};
BatchWindow batch_window(const Workload& workload);
/// Items that a batch brings on each day on which its window opens; 0 where it never does.
double items_at_once(const SiteWorkload& workload);

class RequestStream {
 public:
  /// `workload` has no fixed frames; it must outlive the stream. Each number of a workload draws
  /// from streams of its own.
  RequestStream(const SiteWorkload& workload, int number, const RandomStream& random, Instant from,
                Instant until);

  /// Moment of the next request; `never` when none is left.
  Instant next() const { return next_; }
  /// That request, without id; moves on.
  Request take();
  /// Of its workload.
  int number() const { return number_; }
  /// So many more at once, for a burst.
  std::uint64_t draw_check() const;

 private:
  void find_next();
  void find_next_by_chance();
  void open_next_window();
  Tokens length(const Uncertain<Tokens>& tokens);

  const SiteWorkload& workload_;
  int number_ = 0;
  RandomStream arrivals_;
  RandomStream sizes_;
  std::vector<Frequency> profile_;
  double at_once_ = 0;
  Instant clock_;
  Instant until_;
  Instant next_ = never;
  std::int64_t left_in_bulk_ = 0;
  std::int64_t day_ = 0;
  double rest_ = 0;  ///< of an item that a day's mean leaves over
};

}  // namespace islet
