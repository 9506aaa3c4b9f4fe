#include "net/clock.h"

#include <algorithm>
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

constexpr std::int64_t free_ns = INT64_MAX;

// The one state of the process: a clock is shared by all of it, or it is none. Written once, before
// there is a second thread, steps of the wall clock aside; what came before stays behind `from`.
struct Course {
  std::atomic<double> rate = 1;
  std::atomic<std::int64_t> from_ns = 0;
  std::atomic<std::int64_t> from_ms = 0;
  std::atomic<std::int64_t> stepped_ms = 0;  ///< of the wall clock
  // In the world's time since `from`: what was waited for the leash, and its end.
  std::atomic<std::int64_t> waited_ns = 0;
  std::atomic<std::int64_t> leash_ns = free_ns;
} course;

/// Of a clock that runs at a rate, in the world's time.
std::int64_t gone_ns() {
  const std::int64_t leash = course.leash_ns;
  return std::min(monotonic_ns() - course.from_ns - course.waited_ns, leash);
}

void hold_at_leash() {
  const std::int64_t over = monotonic_ns() - course.from_ns - course.waited_ns - course.leash_ns;
  if (over > 0) course.waited_ns += over;
}

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

void leash_clock(Duration ahead) {
  CHECK(ahead > Duration());
  if (course.rate == 1) return;
  hold_at_leash();
  course.leash_ns = gone_ns() + static_cast<std::int64_t>(ahead / nanosecond / course.rate);
}

void unleash_clock() {
  if (course.rate == 1) return;
  hold_at_leash();
  course.leash_ns = free_ns;
}

Instant monotonic_now() {
  const double rate = course.rate;
  if (rate == 1) return Instant(monotonic_ns());
  return Instant(course.from_ns + static_cast<std::int64_t>(static_cast<double>(gone_ns()) * rate));
}

WallTime wall_now() {
  const double rate = course.rate;
  if (rate == 1) return {wall_ms() + course.stepped_ms};
  const double gone_ms = static_cast<double>(gone_ns()) * rate / 1e6;
  return {course.from_ms + static_cast<std::int64_t>(gone_ms) + course.stepped_ms};
}

void wait_for(Duration duration) {
  std::this_thread::sleep_for(std::chrono::duration<double>(duration / second / course.rate));
}

}  // namespace islet
