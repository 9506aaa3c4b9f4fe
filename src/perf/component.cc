#include "perf/component.h"

#include <algorithm>

namespace islet {
namespace {

constexpr std::array<std::string_view, component_count> names = {
    "compute",  "weights",   "cache",    "host",  "sequence_host", "links",     "queue",
    "launches", "occupancy", "contexts", "whole", "board_power",   "host_power"};

}  // namespace

std::string_view name_of(Component component) { return names[static_cast<std::size_t>(component)]; }

std::optional<Component> component_of(std::string_view name) {
  const auto* found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Component>(found - names.begin());
}

}  // namespace islet
