#include "knowledge/time_budget.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"

namespace islet {

Duration frame_time_left(Frequency frames, const std::vector<Duration>& stages) {
  CHECK(frames > Frequency());
  Duration left = 1.0 / frames;
  for (const Duration stage : stages) left -= stage;
  return left;
}

Answer frame_answer(Frequency frames, const std::vector<Duration>& stages) {
  const Duration whole = 1.0 / frames;
  const Duration left = frame_time_left(frames, stages);
  Answer answer;
  answer.question = "frame";
  answer.verdict = left < Duration() ? "the stages do not fit" : "fits";
  answer.count("frame_ms", whole / millisecond);
  for (std::size_t index = 0; index < stages.size(); ++index) {
    answer.count(fmt::format("stage_{}_ms", index + 1), stages[index] / millisecond);
  }
  answer.count("left_ms", left / millisecond);
  answer.count("used_pct", 100 * (whole - left) / whole);
  answer.rest_on({"R126", "R128"});
  return answer;
}

Answer job_answer(Duration on_processor, double slow, double fast, Duration window) {
  CHECK(slow > 0 && fast >= slow);
  const Duration most = on_processor / slow;
  const Duration least = on_processor / fast;
  Answer answer;
  answer.question = "job";
  answer.verdict = most <= window ? "fits the window" : "does not fit the window";
  answer.count("on_processor_h", on_processor / hour);
  answer.count("least_min", least / minute);
  answer.count("most_min", most / minute);
  answer.count("window_h", window / hour);
  answer.count("of_window_pct", 100 * most / window);
  answer.reasons.emplace_back(
      "which hour of the window is cheapest, `islet simulate` of a site file says");
  answer.rest_on({"R140"});
  return answer;
}

Answer distance_answer(Duration delay, Speed speed) {
  const Length distance = delay * speed;
  Answer answer;
  answer.question = "distance";
  answer.count("delay_ms", delay / millisecond);
  answer.count("speed_m_per_s", speed / (metre / second));
  answer.count("distance_m", distance / metre);
  answer.count("distance_ft", distance / metre / 0.3048);
  answer.verdict = fmt::format("{:.3g} m", distance / metre);
  answer.reasons.emplace_back(
      "documents round 65 mph to 3 m or 10 ft in 100 ms; 2.91 m is used "
      "(CL12)");
  answer.rest_on({"R122", "CL12"});
  return answer;
}

StreamCheck check_stream(std::vector<Duration> latencies, Duration limit) {
  CHECK(!latencies.empty());
  std::sort(latencies.begin(), latencies.end());
  StreamCheck check;
  check.count = latencies.size();
  Duration sum;
  for (const Duration latency : latencies) {
    sum += latency;
    if (latency > limit) ++check.misses;
  }
  const auto ranked = [&](double share) {
    const auto rank =
        static_cast<std::size_t>(std::ceil(share * static_cast<double>(check.count) - 1e-9));
    return latencies[std::max<std::size_t>(rank, 1) - 1];
  };
  check.mean = sum / static_cast<double>(check.count);
  check.p99 = ranked(0.99);
  check.p999 = ranked(0.999);
  check.largest = latencies.back();
  return check;
}

Answer stream_answer(const StreamCheck& check, Duration limit) {
  Answer answer;
  answer.question = "stream";
  const bool hidden = check.misses > 0 && check.p999 <= limit;
  answer.verdict = check.misses == 0 ? "holds" : "flagged";
  answer.count("limit_ms", limit / millisecond);
  answer.count("mean_ms", check.mean / millisecond);
  answer.count("p99_ms", check.p99 / millisecond);
  answer.count("p999_ms", check.p999 / millisecond);
  answer.count("max_ms", check.largest / millisecond);
  answer.count("latencies", static_cast<double>(check.count));
  answer.count("misses", static_cast<double>(check.misses));
  if (hidden) {
    answer.reasons.emplace_back(
        "mean, P99 and P99.9 all pass: only the maximum and the count of "
        "misses show it (CL14)");
  }
  answer.rest_on({"R117", "CL14"});
  return answer;
}

}  // namespace islet
