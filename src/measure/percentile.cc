#include "measure/percentile.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

constexpr double beyond = 0.05;  // at either end: 90 % between them

/// P(B <= k) for every k from 0 to n of a binomial (n, share).
std::vector<double> binomial_sums(int n, double share) {
  std::vector<double> sums;
  double sum = 0;
  for (int k = 0; k <= n; ++k) {
    const double log = std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) +
                       k * std::log(share) + (n - k) * std::log1p(-share);
    sum += std::exp(log);
    sums.push_back(std::min(1.0, sum));
  }
  return sums;
}

}  // namespace

Percentile percentile(std::vector<double> samples, double share) {
  CHECK(!samples.empty() && share > 0 && share < 1);
  std::sort(samples.begin(), samples.end());
  const int n = static_cast<int>(samples.size());
  const auto ranked = [&](int rank) {
    return samples[static_cast<std::size_t>(std::clamp(rank, 1, n) - 1)];
  };
  Percentile out;
  out.samples = n;
  out.value = ranked(static_cast<int>(std::ceil(share * n - 1e-9)));
  out.needed = static_cast<int>(std::ceil(std::log(beyond) / std::log(share)));
  const std::vector<double> sums = binomial_sums(n, share);
  int low = 0;
  while (low < n && sums[static_cast<std::size_t>(low)] <= beyond) ++low;
  int high = n + 1;
  while (high > 1 && 1 - sums[static_cast<std::size_t>(high - 2)] <= beyond) --high;
  out.low = ranked(low);
  out.high = ranked(high);
  out.is_enough = high <= n;
  return out;
}

double log_scatter(std::vector<double> samples) {
  CHECK(!samples.empty());
  std::sort(samples.begin(), samples.end());
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(samples.size() - 1);
    return samples[static_cast<std::size_t>(std::lround(place))];
  };
  CHECK(samples.front() > 0);
  return 0.5 * std::log(at(0.95) / at(0.05));
}

}  // namespace islet
