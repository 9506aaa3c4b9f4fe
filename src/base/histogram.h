// A mergeable histogram of positive figures: constant memory, quantiles within 1 %.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace islet {

/// Buckets are log-linear: each power of two from 2^-32 to 2^32 is cut into 64 equal parts, so a
/// bucket's middle is within 1/128 of every value in it. Smaller values (0 too) and larger ones
/// are counted at the ends, where quantiles give the exact least and greatest value seen.
///
/// Source  the bucket layout of HdrHistogram (Tene), with base-two exponents taken from the double
class Histogram {
 public:
  Histogram();

  /// `value` >= 0 and finite; others stop the program. `count` >= 0.
  void record(double value, std::int64_t count = 1);

  /// As if every value of `other` had been recorded here.
  void merge(const Histogram& other);

  std::int64_t count() const { return count_; }
  double mean() const { return count_ > 0 ? sum_ / static_cast<double>(count_) : 0.0; }
  double min() const { return count_ > 0 ? min_ : 0.0; }
  double max() const { return count_ > 0 ? max_ : 0.0; }

  /// Least value that a share `p` (0..1) of the values does not exceed, within 1 %; 0 when empty.
  double quantile(double p) const;

 private:
  static std::size_t bucket_of(double value);
  static double middle_of(std::size_t bucket);

  std::vector<std::int64_t> buckets_;
  std::int64_t count_ = 0;
  double sum_ = 0;
  double min_ = 0;
  double max_ = 0;
};

}  // namespace islet
