#include "sim/sample_summary.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

constexpr double deviations = 1.96;     // of 19 in 20
constexpr double beyond_needed = 10.0;  // independent samples past a percentile
constexpr int batches_needed = 10;

}  // namespace

void SampleCollector::record(double value) {
  CHECK(std::isfinite(value) && value >= 0);
  ++count_;
  sum_ += value;
  squares_ += value * value;
  max_ = std::max(max_, value);
  if (histogram_.empty()) {
    exact_.push_back(value);
    if (exact_.size() > exact_max) {
      histogram_.emplace_back();
      for (const double each : exact_) histogram_.front().record(each);
      std::vector<double>().swap(exact_);
    }
  } else {
    histogram_.front().record(value);
  }
  batch_sum_ += value;
  if (++in_batch_ == batch_size_) close_batch();
}

/// Batches stay few: when there are too many, each two become one.
void SampleCollector::close_batch() {
  batch_sums_[static_cast<std::size_t>(batches_++)] = batch_sum_;
  batch_sum_ = 0;
  in_batch_ = 0;
  if (batches_ < batches_max) return;
  for (std::size_t pair = 0; pair < batches_max / 2; ++pair) {
    batch_sums_[pair] = batch_sums_[2 * pair] + batch_sums_[2 * pair + 1];
  }
  batches_ = batches_max / 2;
  batch_size_ *= 2;
}

/// How many neighbours say no more than one sample alone, because they shared a queue.
///
///     alike = batch size * variance of the batch means / variance of the samples, at least 1
///
/// Valid for   batches long against the memory of the queue; from 10 batches on, else 1
/// Leaves out  drift: a queue that grows to the end has no mean to be sure of
/// Source      Law, "Simulation modeling and analysis", 5th edition 2015, section 9.5.3, batch
/// means
double SampleCollector::samples_alike() const {
  if (batches_ < batches_needed) return 1.0;
  const auto count = static_cast<double>(count_);
  const double mean = sum_ / count;
  const double variance = squares_ / count - mean * mean;
  if (variance <= 1e-12 * mean * mean) return 1.0;
  const auto size = static_cast<double>(batch_size_);
  double between = 0;
  double batches_mean = 0;
  for (int batch = 0; batch < batches_; ++batch) {
    batches_mean += batch_sums_[static_cast<std::size_t>(batch)] / size / batches_;
  }
  for (int batch = 0; batch < batches_; ++batch) {
    const double apart = batch_sums_[static_cast<std::size_t>(batch)] / size - batches_mean;
    between += apart * apart / (batches_ - 1);
  }
  return std::max(1.0, size * between / variance);
}

/// A percentile and its interval from the order of the samples.
///
///     ranks of low and high = n (p -+ 1.96 sqrt(p (1 - p) / m)),  m = n / alike
///
/// Valid for   ten and more independent samples beyond the percentile
/// Leaves out  that ends of the range repeat one sample when there are few
/// Source      Conover, "Practical nonparametric statistics", 3rd edition 1999, section 3.2; m for
/// n
///             as in the batch means
SampledFigure SampleCollector::quantile(double share, double independent,
                                        std::vector<double>& sorted) const {
  const auto count = static_cast<double>(count_);
  const auto at = [&](double part) {
    const double within = std::clamp(part, 0.0, 1.0);
    if (sorted.empty()) return histogram_.front().quantile(within);
    const auto rank = static_cast<std::size_t>(std::max(1.0, std::ceil(within * count - 1e-9)));
    return sorted[std::min(rank, sorted.size()) - 1];
  };
  const double apart = deviations * std::sqrt(share * (1.0 - share) / independent);
  SampledFigure figure;
  figure.value = at(share);
  figure.low = at(share - apart);
  figure.high = at(share + apart);
  figure.is_enough = independent * (1.0 - share) >= beyond_needed;
  return figure;
}

SampleSummary SampleCollector::summary() const {
  SampleSummary out;
  out.count = count_;
  if (count_ == 0) return out;
  std::vector<double> sorted = exact_;
  std::sort(sorted.begin(), sorted.end());
  const auto count = static_cast<double>(count_);
  const double independent = std::max(1.0, count / samples_alike());
  const double mean = sum_ / count;
  const double variance = std::max(0.0, squares_ / count - mean * mean);
  const double apart = deviations * std::sqrt(variance / independent);
  out.mean = {mean, std::max(0.0, mean - apart), mean + apart, independent >= beyond_needed};
  out.p50 = quantile(0.5, independent, sorted);
  out.p90 = quantile(0.9, independent, sorted);
  out.p99 = quantile(0.99, independent, sorted);
  out.p999 = quantile(0.999, independent, sorted);
  out.max = max_;
  return out;
}

}  // namespace islet
