#include "engines/llama_cache.h"

#include <algorithm>

#include "base/check.h"

namespace islet {
namespace {

// Shorter beginnings are read sooner than they are looked for.
constexpr std::size_t worth_keeping = 16;

std::size_t common_beginning(const std::vector<std::int32_t>& a,
                             const std::vector<std::int32_t>& b) {
  const auto ends = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(ends.first - a.begin());
}

}  // namespace

void LlamaCache::empty(std::size_t place) {
  llama_memory_seq_rm(memory_, static_cast<llama_seq_id>(place), -1, -1);
  places_[place].tokens.clear();
}

std::optional<LlamaCache::Place> LlamaCache::take(const std::vector<std::int32_t>& prompt,
                                                  int adapter) {
  CHECK(!prompt.empty());
  std::size_t best = places_.size();
  std::size_t held = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].adapter != adapter) continue;
    const std::size_t common =
        std::min(common_beginning(places_[i].tokens, prompt), prompt.size() - 1);
    // Of equals, one that is free: nothing needs to be copied.
    if (common > held || (common == held && best < places_.size() && !places_[i].is_taken)) {
      best = i;
      held = common;
    }
  }
  if (held < worth_keeping) held = 0;
  std::size_t place = places_.size();
  if (held > 0 && !places_[best].is_taken) {
    place = best;
    cut(static_cast<int>(place), held);
  } else {
    // The free place with the least in it.
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i].is_taken) continue;
      if (place == places_.size() || places_[i].tokens.size() < places_[place].tokens.size()) {
        place = i;
      }
    }
    if (place == places_.size()) return std::nullopt;
    empty(place);
    if (held > 0) {
      llama_memory_seq_cp(memory_, static_cast<llama_seq_id>(best),
                          static_cast<llama_seq_id>(place), 0, static_cast<llama_pos>(held));
    }
  }
  Slot& slot = places_[place];
  slot.is_taken = true;
  slot.adapter = adapter;
  slot.tokens.assign(prompt.begin(), prompt.begin() + static_cast<std::ptrdiff_t>(held));
  return Place{static_cast<int>(place), static_cast<std::uint32_t>(held)};
}

std::optional<int> LlamaCache::take_empty(int adapter) {
  const std::optional<Place> place = take({0}, adapter);
  if (!place) return std::nullopt;
  return place->number;
}

void LlamaCache::note(int place, const std::vector<std::int32_t>& tokens, std::size_t count) {
  std::vector<std::int32_t>& held = places_[static_cast<std::size_t>(place)].tokens;
  CHECK(count <= tokens.size());
  const std::size_t from = std::min(held.size(), count);
  held.resize(from);
  held.insert(held.end(), tokens.begin() + static_cast<std::ptrdiff_t>(from),
              tokens.begin() + static_cast<std::ptrdiff_t>(count));
}

void LlamaCache::release(int place) { places_[static_cast<std::size_t>(place)].is_taken = false; }

void LlamaCache::clear(int place) {
  empty(static_cast<std::size_t>(place));
  release(place);
}

void LlamaCache::cut(int place, std::size_t count) {
  llama_memory_seq_rm(memory_, place, static_cast<llama_pos>(count), -1);
  std::vector<std::int32_t>& held = places_[static_cast<std::size_t>(place)].tokens;
  if (held.size() > count) held.resize(count);
}

bool LlamaCache::make_room() {
  bool found = false;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].is_taken || places_[i].tokens.empty()) continue;
    empty(i);
    found = true;
  }
  return found;
}

}  // namespace islet
