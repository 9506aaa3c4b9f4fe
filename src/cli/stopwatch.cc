#include "cli/stopwatch.h"

#include <chrono>

namespace islet {

static std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Stopwatch::Stopwatch() : start_ns_(now_ns()) {}

Duration Stopwatch::elapsed() const {
  return static_cast<double>(now_ns() - start_ns_) * nanosecond;
}

}  // namespace islet
