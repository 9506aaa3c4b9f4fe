// How much a piece of work matters; what is shed first when power runs short.
#pragma once

#include <optional>
#include <string_view>

namespace islet {

/// Most important first. Shedding goes from the end to the front; safety work goes last.
enum class Importance { safety, high, normal, low };
inline constexpr int importance_count = 4;

/// "safety".
constexpr std::string_view name_of(Importance importance) {
  constexpr std::string_view names[] = {"safety", "high", "normal", "low"};
  return names[static_cast<int>(importance)];
}

/// Reads the word; none for any other.
constexpr std::optional<Importance> importance_named(std::string_view word) {
  for (int level = 0; level < importance_count; ++level) {
    const auto importance = static_cast<Importance>(level);
    if (name_of(importance) == word) return importance;
  }
  return std::nullopt;
}

}  // namespace islet
