#include "base/histogram.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

constexpr int exponent_min = -32;
constexpr int exponent_max = 32;
constexpr int parts = 64;
constexpr std::size_t bucket_count =
    static_cast<std::size_t>(exponent_max - exponent_min) * parts + 2;

}  // namespace

Histogram::Histogram() : buckets_(bucket_count, 0) {}

std::size_t Histogram::bucket_of(double value) {
  if (value < std::ldexp(1.0, exponent_min)) return 0;
  if (value >= std::ldexp(1.0, exponent_max)) return bucket_count - 1;
  int exponent = 0;
  const double fraction = 2.0 * std::frexp(value, &exponent) - 1.0;  // 0 <= fraction < 1
  const auto part = static_cast<std::size_t>(fraction * parts);
  return 1 + static_cast<std::size_t>(exponent - 1 - exponent_min) * parts + part;
}

double Histogram::middle_of(std::size_t bucket) {
  const std::size_t index = bucket - 1;
  const int exponent = exponent_min + static_cast<int>(index / parts);
  const double fraction = (static_cast<double>(index % parts) + 0.5) / parts;
  return std::ldexp(1.0 + fraction, exponent);
}

void Histogram::record(double value, std::int64_t count) {
  CHECK(std::isfinite(value) && value >= 0 && count >= 0);
  if (count == 0) return;
  min_ = count_ == 0 ? value : std::min(min_, value);
  max_ = count_ == 0 ? value : std::max(max_, value);
  buckets_[bucket_of(value)] += count;
  count_ += count;
  sum_ += value * static_cast<double>(count);
}

void Histogram::merge(const Histogram& other) {
  if (other.count_ == 0) return;
  min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
  max_ = count_ == 0 ? other.max_ : std::max(max_, other.max_);
  for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
    buckets_[bucket] += other.buckets_[bucket];
  }
  count_ += other.count_;
  sum_ += other.sum_;
}

double Histogram::quantile(double p) const {
  CHECK(p >= 0 && p <= 1);
  if (count_ == 0) return 0.0;
  const auto rank =
      static_cast<std::int64_t>(std::max(1.0, std::ceil(p * static_cast<double>(count_))));
  std::int64_t seen = 0;
  for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
    seen += buckets_[bucket];
    if (seen < rank) continue;
    if (bucket == 0) return min_;
    if (bucket == bucket_count - 1) return max_;
    return std::clamp(middle_of(bucket), min_, max_);
  }
  return max_;
}

}  // namespace islet
