// How urgent a request is: the importances of the site file, and batch work below them.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "catalog/importance.h"

namespace islet {

/// Most urgent first. Safety and high are *acute*; the others are *routine*.
enum class WorkClass { safety, high, normal, low, batch };
inline constexpr int work_class_count = 5;

/// A figure for each class.
template <class T>
using PerClass = std::array<T, work_class_count>;

constexpr std::size_t index_of(WorkClass work_class) {
  return static_cast<std::size_t>(work_class);
}
constexpr WorkClass work_class_at(int index) { return static_cast<WorkClass>(index); }

constexpr bool is_acute(WorkClass work_class) { return work_class <= WorkClass::high; }

constexpr std::string_view name_of(WorkClass work_class) {
  constexpr std::string_view names[] = {"safety", "high", "normal", "low", "batch"};
  return names[static_cast<int>(work_class)];
}

/// The class of a workload of that importance. Batch work that matters keeps its class.
constexpr WorkClass class_of(Importance importance, bool is_batch) {
  const auto same = static_cast<WorkClass>(importance);
  return is_batch && !is_acute(same) ? WorkClass::batch : same;
}

}  // namespace islet
