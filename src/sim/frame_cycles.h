// Periods of cameras that pass as one before them did: found by a device's state at their start,
// and counted at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/quantity.h"

namespace islet {

/// What became of frames asked for.
struct FrameTally {
  double served = 0;  ///< in time, at full service
  double late = 0;
  double degraded = 0;  ///< in time
  double lost = 0;
  double looked_at = 0;  ///< frames computed
  Energy energy;         ///< at the wall, above idle

  double all() const { return served + late + degraded + lost; }
  /// Adds `other` so many times over.
  void add(const FrameTally& other, double times);
};

/// Periods that passed at once.
struct FrameLeap {
  std::int64_t periods = 0;
  std::int64_t busy_ns = 0;
  std::vector<FrameTally> gained;   ///< by lane
  std::vector<std::int64_t> state;  ///< at the start of the next period
};

/// A device's state at the start of a period of all its lanes is two whole numbers for each lane,
/// where its next frame is, and when the device is free: all in nanoseconds against that start.
/// What was recorded between two equal states follows each time the device is in one of them.
/// A device that is never idle drifts against its cameras, and its state need not come back within
/// a year. It comes near, though: a course between two states with equal frames, whose free times
/// differ by at most `near`, stands for what follows within two `near`, and the drift is followed.
class FrameCycles {
 public:
  using State = std::span<const std::int64_t>;

  /// Forgets what it knew of other lanes; their responses must have been settled.
  void start(std::size_t lanes, std::int64_t near_ns);
  /// Something else than frames of these lanes touched the device.
  void interrupt();

  bool is_recording() const { return is_recording_; }
  void count(std::size_t lane, const FrameTally& gained);
  void count_busy(std::int64_t busy_ns) { busy_ns_ += busy_ns; }
  void count_response(std::size_t lane, std::int64_t response_ns);

  /// A period begins in `state`; what is counted from now on is noted where that is new.
  /// True: a cycle is complete; settle the responses of the last one, then adopt() it.
  bool begin_period(State state);
  void adopt();

  /// At most `most` periods from `state`, as many as are known; false where none is.
  bool leap(State state, std::int64_t most, FrameLeap& out);

  /// Calls record(lane, response_ns, times) for the responses of all leaps since the last call.
  template <class Record>
  void settle(const Record& record);

 private:
  struct Response {
    std::size_t lane;
    std::int64_t ns;
  };
  /// Periods one after another: at the start of each the state and what happened since the first.
  struct Course {
    std::vector<std::int64_t> states;
    std::vector<FrameTally> sums;  ///< by start and lane
    std::vector<std::int64_t> busy_ns;
    std::vector<std::size_t> responses_before;
    std::vector<Response> responses;

    std::int64_t periods() const { return static_cast<std::int64_t>(busy_ns.size()) - 1; }
    void clear();
  };

  std::size_t width() const { return 2 * lanes_ + 1; }
  State state_of(const Course& course, std::int64_t period) const;
  bool same_frames(State one, State other) const;
  void note(State state);
  void record_from(State state);
  std::int64_t find(State state) const;
  void visit(std::int64_t from, std::int64_t periods);

  std::size_t lanes_ = 0;
  std::int64_t near_ns_ = 0;
  bool is_recording_ = false;
  std::int64_t renewed_after_ = 1;
  Course recorded_;
  std::vector<FrameTally> sums_;  ///< by lane, since the record began
  std::int64_t busy_ns_ = 0;
  Course cycle_;
  std::vector<std::int64_t> order_;   ///< of the cycle's periods, by state
  std::int64_t rounds_ = 0;           ///< not settled yet
  std::vector<std::int64_t> visits_;  ///< more of each period than of the one before it
};

template <class Record>
void FrameCycles::settle(const Record& record) {
  std::int64_t times = rounds_;
  rounds_ = 0;
  for (std::int64_t period = 0; period < cycle_.periods(); ++period) {
    const auto at = static_cast<std::size_t>(period);
    times += visits_[at];
    visits_[at] = 0;
    if (times == 0) continue;
    for (std::size_t i = cycle_.responses_before[at]; i < cycle_.responses_before[at + 1]; ++i) {
      record(cycle_.responses[i].lane, cycle_.responses[i].ns, times);
    }
  }
}

}  // namespace islet
