#include "serving/turn_queue.h"

#include <algorithm>

#include "base/check.h"

namespace islet {
namespace {

constexpr std::size_t branches = 4;

}  // namespace

void TurnQueue::insert(JobIndex job, const Turn& turn, QueuePositions& positions) {
  CHECK(job < positions.size());
  heap_.push_back({turn, job});
  rise(heap_.size() - 1, {turn, job}, positions);
}

void TurnQueue::remove(JobIndex job, QueuePositions& positions) {
  const std::size_t at = positions[job];
  CHECK(at < heap_.size() && heap_[at].job == job);
  const Item last = heap_.back();
  heap_.pop_back();
  if (at == heap_.size()) return;
  if (last.turn < heap_[at].turn) {
    rise(at, last, positions);
  } else {
    sink(at, last, positions);
  }
}

void TurnQueue::rise(std::size_t at, const Item& item, QueuePositions& positions) {
  while (at > 0) {
    const std::size_t parent = (at - 1) / branches;
    if (!(item.turn < heap_[parent].turn)) break;
    put(at, heap_[parent], positions);
    at = parent;
  }
  put(at, item, positions);
}

void TurnQueue::sink(std::size_t at, const Item& item, QueuePositions& positions) {
  for (;;) {
    const std::size_t begin = at * branches + 1;
    if (begin >= heap_.size()) break;
    const std::size_t end = std::min(begin + branches, heap_.size());
    std::size_t least = begin;
    for (std::size_t child = begin + 1; child < end; ++child) {
      if (heap_[child].turn < heap_[least].turn) least = child;
    }
    if (!(heap_[least].turn < item.turn)) break;
    put(at, heap_[least], positions);
    at = least;
  }
  put(at, item, positions);
}

}  // namespace islet
