#include "sim/adapter_shelf.h"

#include <algorithm>

namespace islet {

bool AdapterShelf::holds(std::uint64_t adapter) const {
  return std::any_of(held_.begin(), held_.end(),
                     [&](const Slot& slot) { return slot.adapter == adapter; });
}

Instant AdapterShelf::ready(std::uint64_t adapter, Instant now) {
  const auto found = std::find_if(held_.begin(), held_.end(),
                                  [&](const Slot& slot) { return slot.adapter == adapter; });
  Slot slot{adapter, now};
  if (found != held_.end()) {
    slot.ready = std::max(now, found->ready);
    held_.erase(found);
  } else {
    if (static_cast<int>(held_.size()) >= slots_) held_.erase(held_.begin());
    free_ = after(std::max(now, free_), load_);
    slot.ready = free_;
    ++loads_;
  }
  held_.push_back(slot);
  return slot.ready;
}

}  // namespace islet
