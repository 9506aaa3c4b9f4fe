#include "net/clock.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "base/check.h"
#include "net/wall_step.h"

namespace islet {
namespace {

std::int64_t monotonic_ns() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

std::int64_t wall_ms() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

// The one state of the process: a clock is shared by all of it, or it is none. Written once, before
// there is a second thread, steps of the wall clock aside; what came before stays behind `from`.
struct Course {
  std::atomic<double> rate = 1;
  std::atomic<std::int64_t> from_ns = 0;
  std::atomic<std::int64_t> from_ms = 0;
  std::atomic<std::int64_t> stepped_ms = 0;  ///< of the wall clock
} course;

}  // namespace

void run_clock_at(double rate) {
  CHECK(rate >= 1 && rate <= 3600 && course.rate == 1);
  course.from_ns = monotonic_ns();
  course.from_ms = wall_ms();
  course.rate = rate;
}

void step_wall_clock(Duration by) {
  course.stepped_ms += static_cast<std::int64_t>(by / millisecond);
}

double clock_rate() { return course.rate; }

Instant monotonic_now() {
  const std::int64_t now = monotonic_ns();
  const double rate = course.rate;
  if (rate == 1) return Instant(now);
  const std::int64_t from = course.from_ns;
  return Instant(from + static_cast<std::int64_t>(static_cast<double>(now - from) * rate));
}

WallTime wall_now() {
  const std::int64_t now = wall_ms();
  const double rate = course.rate;
  const std::int64_t stepped = course.stepped_ms;
  if (rate == 1) return {now + stepped};
  const std::int64_t from = course.from_ms;
  return {from + static_cast<std::int64_t>(static_cast<double>(now - from) * rate) + stepped};
}

void wait_for(Duration duration) {
  std::this_thread::sleep_for(std::chrono::duration<double>(duration / second / course.rate));
}

}  // namespace islet
