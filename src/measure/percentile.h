// A percentile of measured figures with the interval that chance leaves it.
#pragma once

#include <vector>

namespace islet {

struct Percentile {
  double value = 0;  ///< least sample that the share does not exceed
  double low = 0;    ///< the true percentile is above it in 19 of 20 repetitions
  double high = 0;   ///< below it in 19 of 20; the largest sample where there are too few
  int samples = 0;
  int needed = 0;          ///< samples from which on an upper end can be told
  bool is_enough = false;  ///< whether `high` is one
};

/// Of independent samples, in any order; one at least. `share` within 0..1.
///
///     low  = sample of rank l, the largest with P(B <= l - 1) <= 0.05,  B binomial (n, share)
///     high = sample of rank u, the least with P(B >= u) <= 0.05
///     needed = ln(0.05) / ln(share)
///
/// Valid for   any distribution
/// Leaves out  samples that depend on each other, as those of a queue do: a simulated run's are
///             told by `sim/sample_summary`, which counts how many are alike
/// Source      Conover, "Practical nonparametric statistics", 3rd edition 1999, section 3.2; the
///             early stopping of MLPerf LoadGen rests on the same test
Percentile percentile(std::vector<double> samples, double share);

/// Half of the range that holds 9 in 10 samples, in log units: ln(p95 / p5) / 2. Samples above 0.
double log_scatter(std::vector<double> samples);

}  // namespace islet
