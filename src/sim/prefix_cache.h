// Prompt blocks that stay in an engine's cache for later prompts that begin alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "sim/trace.h"

namespace islet {

/// Blocks of `prefix_block_tokens` by id. One that no sequence uses waits in order of its last use,
/// the first to go when room is needed.
class PrefixCache {
 public:
  struct Hits {
    int blocks = 0;  ///< leading ones that are here
    int idle = 0;    ///< of these, in use by nobody
  };
  /// At most `most` leading blocks.
  Hits hits(const std::vector<PrefixRun>& prefix, int most) const;

  /// Uses the blocks from `begin` to before `end`, counted along `prefix`; returns how many were
  /// not here before.
  int take(const std::vector<PrefixRun>& prefix, int begin, int end);

  /// Ends the use of the first `count` blocks. The last of them goes first when room is needed.
  void release(const std::vector<PrefixRun>& prefix, int count);

  /// Blocks in use by nobody.
  std::int64_t idle() const { return idle_; }
  /// Drops the block that was used longest ago. There must be one.
  void drop_oldest();

 private:
  struct Entry {
    std::int64_t id = 0;
    std::int64_t uses = 0;
    std::size_t before = none;
    std::size_t behind = none;
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  bool take_one(std::int64_t id);
  void unlink(Entry& entry);
  void link_newest(std::size_t index);

  std::vector<Entry> entries_;
  std::vector<std::size_t> unused_;
  std::map<std::int64_t, std::size_t> index_;
  std::size_t oldest_ = none;
  std::size_t newest_ = none;
  std::int64_t idle_ = 0;
};

}  // namespace islet
