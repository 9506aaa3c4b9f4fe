// Own random numbers: the same seed gives the same draws on every machine and compiler.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace islet {

/// One stream of draws. Each component takes a stream of its own by `fork`, so that one more draw
/// here changes nothing there.
///
/// Source  Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4),
///         2021: xoshiro256++, seeded by SplitMix64
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed);

  /// A stream that depends on this stream's seed and on `name` only, not on draws made so far.
  RandomStream fork(std::string_view name) const;

  std::uint64_t next();

  double uniform();                         ///< 0 <= u < 1, 53 random bits
  double uniform(double low, double high);  ///< low <= u < high
  double exponential(double mean);          ///< mean > 0
  double normal();                          ///< mean 0, deviation 1
  double normal(double mean, double deviation);
  double lognormal(double log_mean, double log_deviation);
  double gamma(double shape, double scale);    ///< both > 0; mean shape * scale
  double weibull(double shape, double scale);  ///< both > 0
  std::int64_t poisson(double mean);           ///< 0 <= mean <= 1e9
  /// Index drawn in proportion to `weights` (>= 0, not all 0).
  std::size_t categorical(std::span<const double> weights);

 private:
  std::array<std::uint64_t, 4> state_{};
  std::uint64_t seed_ = 0;
};

}  // namespace islet
