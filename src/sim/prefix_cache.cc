#include "sim/prefix_cache.h"

#include "base/check.h"

namespace islet {
namespace {

/// Calls `visit(id)` for the blocks from `begin` to before `end` until it says no.
template <class Visit>
void visit_blocks(const std::vector<PrefixRun>& prefix, int begin, int end, const Visit& visit) {
  std::int64_t at = 0;
  for (const PrefixRun& run : prefix) {
    for (std::int64_t id = run.first; id <= run.last; ++id, ++at) {
      if (at >= end) return;
      if (at >= begin && !visit(id)) return;
    }
  }
}

}  // namespace

PrefixCache::Hits PrefixCache::hits(const std::vector<PrefixRun>& prefix, int most) const {
  Hits found;
  visit_blocks(prefix, 0, most, [&](std::int64_t id) {
    const auto here = index_.find(id);
    if (here == index_.end()) return false;
    ++found.blocks;
    found.idle += entries_[here->second].uses == 0 ? 1 : 0;
    return true;
  });
  return found;
}

int PrefixCache::take(const std::vector<PrefixRun>& prefix, int begin, int end) {
  int added = 0;
  visit_blocks(prefix, begin, end, [&](std::int64_t id) {
    added += take_one(id) ? 1 : 0;
    return true;
  });
  return added;
}

bool PrefixCache::take_one(std::int64_t id) {
  const auto here = index_.find(id);
  if (here != index_.end()) {
    Entry& entry = entries_[here->second];
    if (entry.uses++ == 0) unlink(entry);
    return false;
  }
  std::size_t index = entries_.size();
  if (unused_.empty()) {
    entries_.emplace_back();
  } else {
    index = unused_.back();
    unused_.pop_back();
  }
  entries_[index] = {id, 1, none, none};
  index_.emplace(id, index);
  return true;
}

void PrefixCache::release(const std::vector<PrefixRun>& prefix, int count) {
  std::vector<std::size_t> released;
  visit_blocks(prefix, 0, count, [&](std::int64_t id) {
    const auto here = index_.find(id);
    CHECK(here != index_.end() && entries_[here->second].uses > 0);
    if (--entries_[here->second].uses == 0) released.push_back(here->second);
    return true;
  });
  // A block is of no use without those before it: the end of the prompt is the oldest.
  for (auto each = released.rbegin(); each != released.rend(); ++each) link_newest(*each);
}

void PrefixCache::unlink(Entry& entry) {
  (entry.before == none ? oldest_ : entries_[entry.before].behind) = entry.behind;
  (entry.behind == none ? newest_ : entries_[entry.behind].before) = entry.before;
  entry.before = entry.behind = none;
  --idle_;
}

void PrefixCache::link_newest(std::size_t index) {
  Entry& entry = entries_[index];
  entry.before = newest_;
  entry.behind = none;
  (newest_ == none ? oldest_ : entries_[newest_].behind) = index;
  newest_ = index;
  ++idle_;
}

void PrefixCache::drop_oldest() {
  CHECK(oldest_ != none);
  const std::size_t index = oldest_;
  index_.erase(entries_[index].id);
  unlink(entries_[index]);
  unused_.push_back(index);
}

}  // namespace islet
