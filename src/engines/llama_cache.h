// Which sequence has which place in llama.cpp's cache, and what is still there of earlier ones, so
// that a prompt that begins like another is not read twice.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engines/llama_parts.h"

namespace islet {

class LlamaCache {
 public:
  LlamaCache(llama_context* context, std::uint32_t places)
      : memory_(llama_get_memory(context)), places_(places) {}

  /// A place for this prompt, and how many of its first tokens it holds already; always less than
  /// all, because the last must be read for its scores. None when every place is taken.
  struct Place {
    int number = 0;
    std::uint32_t held = 0;
  };
  std::optional<Place> take(const std::vector<std::int32_t>& prompt, int adapter);
  /// A place with nothing in it.
  std::optional<int> take_empty(int adapter);

  /// It holds these tokens from now on.
  void note(int place, const std::vector<std::int32_t>& tokens, std::size_t count);
  /// Free again; what it holds is kept as long as room lasts.
  void release(int place);
  /// Free again, and empty.
  void clear(int place);
  /// Forgets the tokens from `count` on.
  void cut(int place, std::size_t count);
  /// Gives up what only might be used again. False when there was nothing of the kind.
  bool make_room();

 private:
  struct Slot {
    bool is_taken = false;
    int adapter = -1;
    std::vector<std::int32_t> tokens;
  };
  void empty(std::size_t place);

  llama_memory_t memory_;
  std::vector<Slot> places_;
};

}  // namespace islet
