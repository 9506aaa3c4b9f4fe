#include "live/clock.h"

#include <chrono>
#include <thread>

namespace islet {

Instant monotonic_now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return Instant(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

WallTime wall_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

void wait_for(Duration duration) {
  std::this_thread::sleep_for(std::chrono::duration<double>(duration / second));
}

}  // namespace islet
