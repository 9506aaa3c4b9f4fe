// Arithmetic of time: a frame split into stages, a delay as a distance, a stream held to its limit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "knowledge/answer.h"

namespace islet {

/// What a frame's stages leave of its time; below 0 when they do not fit.
///
/// Formula     1 / rate - sum of the stages
/// Valid for   stages one after another in the same frame; rate above 0
/// Leaves out  stages that overlap the next frame
/// Source      arithmetic; case SC52: 60 frames/s less 2 ms leave 14.67 ms
Duration frame_time_left(Frequency frames, const std::vector<Duration>& stages);
/// A job that takes `on_processor` there, with hardware that is so many times as fast, in a window.
///
///     time = time on the processor / times as fast
///
/// Valid for   the whole job runs on that hardware; times as fast above 0
/// Leaves out  what stays on the processor, loading
/// Source      arithmetic; case SC49: 8 h at 61 to 108 times are 7.9 to 4.4 min
Answer job_answer(Duration on_processor, double slow, double fast, Duration window);
Answer frame_answer(Frequency frames, const std::vector<Duration>& stages);

/// How far something moves while it waits.
///
/// Formula     speed x delay
/// Valid for   constant speed
/// Leaves out  braking
/// Source      arithmetic; case SC44: 2.91 m in 100 ms at 65 mph
Answer distance_answer(Duration delay, Speed speed);

/// A stream of latencies held to a limit: percentiles alone do not show one long spike.
struct StreamCheck {
  Duration mean;
  Duration p99;
  Duration p999;
  Duration largest;
  std::size_t count = 0;
  std::size_t misses = 0;  ///< above the limit
};

/// Formula     mean; nearest-rank percentiles; count above `limit`
/// Valid for   at least one latency
/// Leaves out  order: bunched and spread misses count alike
/// Source      case SC45 with CL14: a mean of 30 ms and one 500 ms spike in 1,000 pass P99 and
///             nearest-rank P99.9, and still miss a deadline
StreamCheck check_stream(std::vector<Duration> latencies, Duration limit);
Answer stream_answer(const StreamCheck& check, Duration limit);

}  // namespace islet
