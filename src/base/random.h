// Seeded random streams with our own distributions: the same seed gives the same numbers on every
// machine and with every standard library.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace islet {

/// A stream of random numbers: xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled linear
/// pseudorandom number generators", ACM TOMS 47(4), 2021), seeded by SplitMix64.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed);

  /// A stream of its own for a component. It depends on this stream's seed and on `name` only,
  /// not on how much has been drawn, so that one more draw here changes nothing elsewhere.
  RandomStream fork(std::string_view name) const { return RandomStream(fork_seed(seed_, name)); }

  /// The next 64 bits.
  std::uint64_t next();
  /// Uniform in [0, 1).
  double uniform();
  /// Normal with mean 0 and deviation 1.
  double normal();

 private:
  static std::uint64_t fork_seed(std::uint64_t seed, std::string_view name);

  std::uint64_t seed_;
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace islet
