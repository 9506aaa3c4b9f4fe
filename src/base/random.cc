#include "base/random.h"

#include <bit>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace islet {
namespace {

/// SplitMix64: one step of its counter, scrambled.
std::uint64_t scrambled(std::uint64_t& counter) {
  counter += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = counter;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char letter : name) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
  }
  return hash;
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed) : seed_(seed) {
  std::uint64_t counter = seed;
  for (std::uint64_t& word : state_) word = scrambled(counter);
}

RandomStream RandomStream::fork(std::string_view name) const {
  std::uint64_t counter = seed_;
  std::uint64_t mixed = scrambled(counter) ^ hash_of(name);
  return RandomStream(scrambled(mixed));
}

std::uint64_t RandomStream::next() {
  auto& s = state_;
  const std::uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
  const std::uint64_t shifted = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = std::rotl(s[3], 45);
  return result;
}

double RandomStream::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double RandomStream::uniform(double low, double high) { return low + (high - low) * uniform(); }

double RandomStream::exponential(double mean) { return -mean * std::log1p(-uniform()); }

/// Box and Muller (1958), the cosine half only: a draw never depends on the one before.
double RandomStream::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

double RandomStream::normal(double mean, double deviation) { return mean + deviation * normal(); }

double RandomStream::lognormal(double log_mean, double log_deviation) {
  return std::exp(normal(log_mean, log_deviation));
}

/// Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000.
double RandomStream::gamma(double shape, double scale) {
  CHECK(shape > 0 && scale > 0);
  if (shape < 1) {
    const double boost = std::pow(1.0 - uniform(), 1.0 / shape);
    return gamma(shape + 1, scale) * boost;
  }
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  constexpr int tries_max = 1000;  // each accepts with more than 95 %
  for (int attempt = 0; attempt < tries_max; ++attempt) {
    const double x = normal();
    const double root = 1.0 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log1p(-uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v * scale;
  }
  return d * scale;
}

double RandomStream::weibull(double shape, double scale) {
  return scale * std::pow(-std::log1p(-uniform()), 1.0 / shape);
}

/// By counting exponential gaps in portions of mean 16, which keeps the product from vanishing.
std::int64_t RandomStream::poisson(double mean) {
  CHECK(mean >= 0 && mean <= 1e9);
  constexpr double large = 1000;
  if (mean > large) {  // the normal approximation errs by less than 1 % of a deviation
    const double drawn = std::round(normal(mean, std::sqrt(mean)));
    return drawn < 0 ? 0 : static_cast<std::int64_t>(drawn);
  }
  std::int64_t count = 0;
  const int portions = static_cast<int>(std::ceil(mean / 16));
  for (int portion = 0; portion < portions; ++portion) {
    const double floor = std::exp(-std::fmin(mean - 16.0 * portion, 16.0));
    double product = 1.0 - uniform();
    while (product > floor) {
      ++count;
      product *= 1.0 - uniform();
    }
  }
  return count;
}

std::size_t RandomStream::categorical(std::span<const double> weights) {
  double total = 0;
  for (const double weight : weights) total += weight;
  CHECK(total > 0);
  double left = uniform() * total;
  for (std::size_t index = 0; index < weights.size(); ++index) {
    left -= weights[index];
    if (left < 0) return index;
  }
  return weights.size() - 1;
}

}  // namespace islet
