// The physical parts of a prediction that calibration may correct, and a factor for each.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>

namespace islet {

/// What a step's time, a rate or a draw is made of.
enum class Component {
  compute,        ///< arithmetic
  weights,        ///< reading weights
  cache,          ///< reading and writing the kv cache
  host,           ///< work of the host for each step
  sequence_host,  ///< work of the host for each sequence or input
  links,          ///< collectives between accelerators
  queue,          ///< waiting at a given load
  launches,       ///< starting a layer's kernels
  occupancy,      ///< arithmetic that stands idle because a batch is too small to fill the chip
  contexts,       ///< changing between parts of a model that do not fit at once
  whole,          ///< the figure itself, whatever it is made of
  board_power,    ///< draw of the accelerator
  host_power      ///< draw of everything else
};
inline constexpr std::size_t component_count = 13;

/// "sequence_host".
std::string_view name_of(Component component);

/// None for an unknown name.
std::optional<Component> component_of(std::string_view name);

/// Natural logarithms of the factors on each component; 0 leaves it as physics says.
class LogFactors {
 public:
  double operator[](Component component) const { return of_[static_cast<std::size_t>(component)]; }
  double factor(Component component) const { return std::exp((*this)[component]); }
  double& operator[](Component component) { return of_[static_cast<std::size_t>(component)]; }

 private:
  std::array<double, component_count> of_{};
};

}  // namespace islet
