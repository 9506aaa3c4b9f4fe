// Cameras and sensors at a fixed rate on one device: frame by frame, or a whole period at a time
// where nothing else changes.
#pragma once

#include <cstdint>
#include <vector>

#include "base/histogram.h"
#include "base/instant.h"
#include "base/quantity.h"
#include "sim/frame_cycles.h"
#include "sim/power_buckets.h"

namespace islet {

/// One batch of frames.
struct FrameBatch {
  Duration time;      ///< until the results are there
  Duration occupied;  ///< of the device
  Power draw;         ///< at the wall, above idle, while occupied
};

/// The frames of one workload on one device.
struct FrameLane {
  int workload = 0;
  Duration period;                ///< of each camera
  std::vector<Duration> phases;   ///< of the cameras within the period, rising
  std::vector<FrameBatch> batch;  ///< of 1, 2, ... frames together
  Duration limit;                 ///< a result later than that is late; 0: none
  bool newest_only = true;        ///< a newer frame of a camera replaces its waiting one
  double stands_for = 1;          ///< frames asked for by each frame that is looked at
  double copies = 1;              ///< devices that do the same at the same time
  bool is_degraded = false;       ///< looks at fewer frames or with a smaller model
  bool is_off = false;            ///< frames come and are lost
};

/// Frames of all lanes in turn, the first lane first, as soon as the device is free. Which frames
/// come is fixed by the clock's zero, not by when it is called.
class FrameServer {
 public:
  explicit FrameServer(PowerBuckets& draws) : draws_(draws) {}

  /// Takes effect for frames from `now` on; the device must have been run to `now`. Lanes may be
  /// set in any order.
  void set_lane(std::size_t index, const FrameLane& spec, Instant now);
  std::size_t lanes() const { return lanes_.size(); }
  const FrameLane& lane(std::size_t index) const { return lanes_[index].spec; }

  /// Serves frames alone until no work can begin before `until`. `closed_form`: whole periods
  /// that repeat are counted, not stepped; the counts are the same to the last frame, but for a
  /// device that is never idle and drifts against its cameras (FrameCycles).
  void run(Instant until, bool closed_form);
  /// The device is wanted for something else at `at`: serves what waits, and what comes meanwhile.
  /// When it is free then. At most so many batches that frames alone cannot hold it forever.
  Instant serve_waiting(Instant at);
  /// Something else held the device until then.
  void busy_until(Instant until);
  Instant free() const { return free_; }

  const FrameTally& tally(std::size_t index) const { return lanes_[index].tally; }
  /// Frames asked for that have come before `until` and have no end yet.
  double waiting(std::size_t index, Instant until) const;
  /// Seconds from a frame's coming to its result.
  const Histogram& responses(std::size_t index);
  /// Batches served one by one, not in whole periods: what a simulation costs.
  std::int64_t stepped_batches() const { return stepped_batches_; }
  Duration busy() const { return static_cast<double>(busy_ns_) * nanosecond; }
  /// Share of the device's time that frames take at the present settings, in batches of one.
  double share() const;
  /// Draw of a lane above idle at the present settings, on average, one frame after another.
  Power mean_draw_of(std::size_t index) const;

 private:
  struct Timed {
    std::int64_t time_ns = 0;
    std::int64_t occupied_ns = 0;
    Power draw;
  };
  struct Lane {
    FrameLane spec;
    std::vector<std::int64_t> phases_ns;
    std::vector<Timed> batch;
    std::int64_t period_ns = 1;
    std::int64_t limit_ns = 0;
    std::int64_t cycle_ns = 0;  ///< start of the period of the next frame
    std::size_t at = 0;         ///< the next frame's camera in that period
    FrameTally tally;
    Histogram responses;
  };

  std::int64_t arrival(const Lane& lane, std::size_t ahead) const;
  void skip(Lane& lane, std::size_t frames) const;
  std::size_t index_of(const Lane& lane) const {
    return static_cast<std::size_t>(&lane - lanes_.data());
  }
  Lane* first_waiting(std::int64_t at);
  std::int64_t next_arrival() const;
  void gain(Lane& lane, const FrameTally& gained);
  void lose(Lane& lane, std::size_t frames);
  void lose_overtaken(Lane& lane, std::int64_t at);
  void serve_batch(Lane& lane, std::int64_t at);
  void find_period();
  void settle();
  void read_state(std::int64_t period_start);
  void begin_period(std::int64_t end);

  PowerBuckets& draws_;
  std::vector<Lane> lanes_;
  Instant free_;
  std::int64_t busy_ns_ = 0;
  std::int64_t stepped_batches_ = 0;
  std::int64_t period_ns_ = 0;   ///< after which all lanes repeat; 0: too long
  std::int64_t longest_ns_ = 0;  ///< batch of any lane
  std::int64_t next_start_ = 0;  ///< of a period of all lanes
  FrameCycles cycles_;
  std::vector<std::int64_t> state_;
  FrameLeap leap_;
};

}  // namespace islet
