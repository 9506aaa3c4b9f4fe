// A queue by turn from which anybody can leave at any time.
#pragma once

#include <cstdint>
#include <vector>

#include "serving/turn.h"

namespace islet {

/// Row of a job in the scheduler's table.
using JobIndex = std::uint32_t;
inline constexpr JobIndex no_job = UINT32_MAX;

/// Where each job stands in the queue that holds it. Queues that never hold the same job at the
/// same time share one.
using QueuePositions = std::vector<std::uint32_t>;

/// Heap of four branches: insert, leave and take the first in O(log n), no allocation once grown.
class TurnQueue {
 public:
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  JobIndex first() const { return heap_.empty() ? no_job : heap_.front().job; }
  /// Of the first; the queue must not be empty.
  const Turn& first_turn() const { return heap_.front().turn; }

  void insert(JobIndex job, const Turn& turn, QueuePositions& positions);
  void remove(JobIndex job, QueuePositions& positions);

 private:
  struct Item {
    Turn turn;
    JobIndex job = no_job;
  };
  void rise(std::size_t at, const Item& item, QueuePositions& positions);
  void sink(std::size_t at, const Item& item, QueuePositions& positions);
  void put(std::size_t at, const Item& item, QueuePositions& positions) {
    heap_[at] = item;
    positions[item.job] = static_cast<std::uint32_t>(at);
  }

  std::vector<Item> heap_;
};

}  // namespace islet
