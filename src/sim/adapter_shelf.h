// Low-rank adapters of one engine: which are loaded, and when one that is not will be.
#pragma once

#include <cstdint>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"
#include "catalog/accelerator.h"
#include "catalog/model.h"
#include "perf/layout.h"
#include "perf/lora_serving.h"

namespace islet {

/// What an engine needs to serve adapters.
struct AdapterService {
  Model model;
  Accelerator device;
  Layout layout;
  Adapter largest;
  int slots = 1;  ///< loaded at one time
  Duration load;  ///< of one, one after the other
};

/// Adapters in the slots of an engine; the one that was asked for least lately goes first.
///
/// Valid for   adapters in the host's memory; requests under way keep a copy of theirs
/// Leaves out  loading the next before it is asked for
/// Source      slots and eviction as in vLLM's LRU cache of adapters; load time:
/// perf/lora_serving.h
class AdapterShelf {
 public:
  AdapterShelf(int slots, Duration load) : slots_(slots), load_(load) {}

  bool holds(std::uint64_t adapter) const;
  /// When a request for it that comes now can begin; loads it when it is not there.
  Instant ready(std::uint64_t adapter, Instant now);
  std::int64_t loads() const { return loads_; }

 private:
  struct Slot {
    std::uint64_t adapter = 0;
    Instant ready;
  };

  int slots_;
  Duration load_;
  std::vector<Slot> held_;  ///< the one asked for last stands last
  Instant free_;            ///< of the link
  std::int64_t loads_ = 0;
};

}  // namespace islet
