// Mean and percentiles of many figures with the room for chance in each, in bounded memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/histogram.h"

namespace islet {

/// A figure with the interval that holds it in 19 of 20 repetitions.
struct SampledFigure {
  double value = 0;
  double low = 0;
  double high = 0;
  bool is_enough = true;  ///< false when too few samples lie beyond it to say
};

/// All in the unit of what was recorded.
struct SampleSummary {
  std::int64_t count = 0;
  SampledFigure mean;
  SampledFigure p50;
  SampledFigure p90;
  SampledFigure p99;
  SampledFigure p999;
  double max = 0;
  /// Mean over runs of the largest of each. One run has no interval for it: the largest of more
  /// samples is larger.
  SampledFigure max_of_a_run{0, 0, 0, false};
};

/// Figures of at least 0. Percentiles are exact up to `exact_max` figures, within 1 % beyond.
class SampleCollector {
 public:
  static constexpr std::size_t exact_max = 20'000;

  void record(double value);
  std::int64_t count() const { return count_; }

  /// Percentiles are the least figure that the share does not exceed.
  SampleSummary summary() const;

 private:
  static constexpr int batches_max = 64;

  void close_batch();
  double samples_alike() const;
  SampledFigure quantile(double share, double independent, std::vector<double>& sorted) const;

  std::int64_t count_ = 0;
  double sum_ = 0;
  double squares_ = 0;
  double max_ = 0;
  std::vector<double> exact_;
  std::vector<Histogram> histogram_;  ///< none or one: it is large
  std::array<double, batches_max> batch_sums_{};
  int batches_ = 0;
  std::int64_t batch_size_ = 1;
  double batch_sum_ = 0;
  std::int64_t in_batch_ = 0;
};

}  // namespace islet
