// How the clearness of a day follows from that of the day before: a library of Markov matrices.
#pragma once

#include <array>

namespace islet {

inline constexpr std::size_t clearness_states = 10;

/// Ten states of equal width between `lowest` and `highest`; row: state of the day before. Entries
/// in thousandths; a row of zeros was never seen in the paper's records.
struct ClearnessTransitions {
  double lowest = 0, highest = 0;
  std::array<std::array<int, clearness_states>, clearness_states> thousandths{};
};

/// The matrix for months of this mean clearness, 0..1.
const ClearnessTransitions& transitions_for(double monthly_clearness);

}  // namespace islet
