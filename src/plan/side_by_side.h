// Work on a list by several threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace islet {

/// Runs `work(worker)` on `workers` threads (1 to 64, else the nearest), the calling one as worker
/// 0, and returns when all are done. What one of them throws, for want of memory, is thrown here
/// then.
template <class Work>
void on_threads(int workers, const Work& work) {
  std::exception_ptr thrown;
  std::mutex mutex;
  const auto guarded = [&](std::size_t worker) {
    try {
      work(worker);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!thrown) thrown = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> crew;
    const auto all = static_cast<std::size_t>(std::clamp(workers, 1, 64));
    crew.reserve(all - 1);
    for (std::size_t worker = 1; worker < all; ++worker) crew.emplace_back(guarded, worker);
    guarded(0);
  }
  if (thrown) std::rethrow_exception(thrown);
}

/// Calls `work(index)` once for every index below `count` on up to `jobs` threads, the calling one
/// among them; returns when all are done. Who works on what does not depend on time.
template <class Work>
void side_by_side(std::size_t count, int jobs, const Work& work) {
  const int threads = std::clamp(jobs, 1, static_cast<int>(std::clamp<std::size_t>(count, 1, 64)));
  on_threads(threads, [&](std::size_t worker) {
    const auto step = static_cast<std::size_t>(threads);
    for (std::size_t index = worker; index < count; index += step) work(index);
  });
}

}  // namespace islet
