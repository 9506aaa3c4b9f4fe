// Work on a list by several threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

namespace islet {

/// Calls `work(index)` once for every index below `count` on up to `jobs` threads, the calling one
/// among them; returns when all are done. Who works on what does not depend on time.
template <class Work>
void side_by_side(std::size_t count, int jobs, const Work& work) {
  const auto threads = static_cast<std::size_t>(std::clamp(jobs, 1, 64));
  std::vector<std::thread> crew;
  for (std::size_t worker = 1; worker < std::min(threads, count); ++worker) {
    crew.emplace_back([&, worker] {
      for (std::size_t index = worker; index < count; index += threads) work(index);
    });
  }
  for (std::size_t index = 0; index < count; index += threads) work(index);
  for (std::thread& worker : crew) worker.join();
}

}  // namespace islet
