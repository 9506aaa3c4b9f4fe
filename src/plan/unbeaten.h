// Of things that are better or worse in several respects, those that no other matches in all.
#pragma once

#include <cstddef>
#include <vector>

namespace islet {

/// Whether another of `count` things does as well as the one at `index`; of two alike the first is
/// not beaten. `does_as_well(one, other)`: whether `one` is as good as `other` in every respect,
/// both by index.
template <class DoesAsWell>
bool is_beaten(std::size_t index, std::size_t count, const DoesAsWell& does_as_well) {
  for (std::size_t other = 0; other < count; ++other) {
    if (other == index || !does_as_well(other, index)) continue;
    if (other < index || !does_as_well(index, other)) return true;
  }
  return false;
}

/// Those of `list` that are not beaten, in its order. `does_as_well` takes two of them.
template <class T, class DoesAsWell>
std::vector<T> unbeaten(const std::vector<T>& list, const DoesAsWell& does_as_well) {
  const auto by_index = [&](std::size_t one, std::size_t other) {
    return does_as_well(list[one], list[other]);
  };
  std::vector<T> out;
  for (std::size_t index = 0; index < list.size(); ++index) {
    if (!is_beaten(index, list.size(), by_index)) out.push_back(list[index]);
  }
  return out;
}

}  // namespace islet
