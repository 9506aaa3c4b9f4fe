// Daily clearness drawn by a chain of days, month after month.
#include "energy/daily_clearness.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "energy/clearness_transitions.h"

namespace islet {
namespace {

constexpr int days_per_year = 365;
constexpr int most_drafts = 30;
constexpr double accepted_error = 0.03;
constexpr std::size_t usual_state = 8;  ///< follows a state that the records never show

std::size_t state_of(const ClearnessTransitions& matrix, double clearness) {
  const double width = (matrix.highest - matrix.lowest) / clearness_states;
  const double state = std::floor((clearness - matrix.lowest) / width);
  return static_cast<std::size_t>(std::clamp(state, 0.0, clearness_states - 1.0));
}

/// The clearness of the day after one of clearness `before`.
double next_day(const ClearnessTransitions& matrix, double before, RandomStream& random) {
  const auto& row = matrix.thousandths[state_of(matrix, before)];
  int total = 0;
  for (const int entry : row) total += entry;
  std::size_t state = usual_state;
  double left = random.uniform() * total;
  for (std::size_t i = 0; total > 0 && i < row.size(); ++i) {
    if (row[i] == 0) continue;
    state = i;
    left -= row[i];
    if (left < 0) break;
  }
  const double width = (matrix.highest - matrix.lowest) / clearness_states;
  return matrix.lowest + width * (static_cast<double>(state) + random.uniform());
}

/// Weighted mean; the plain mean in polar night, where no day has weight.
double mean_of(const std::vector<double>& days, const double* weights) {
  double sum = 0, weight = 0, plain = 0;
  for (std::size_t i = 0; i < days.size(); ++i) {
    sum += days[i] * weights[i];
    weight += weights[i];
    plain += days[i];
  }
  return weight > 0 ? sum / weight : plain / static_cast<double>(days.size());
}

}  // namespace

/// Days drawn by the matrix of the month, each month redrawn until its mean fits.
///
///     state(d) ~ row state(d - 1) of the matrix for the monthly mean,
///     clearness(d) = lowest + width * (state(d) + u),  u uniform in 0..1
///
/// Valid for   monthly means of 0.3 to 0.7; the paper's nine stations lie between Macau and
///             Ireland, so the tropics are extrapolated
/// Leaves out  seasons: the day after a clear one is the same in summer and winter; spells longer
///             than one day's memory makes
/// Source      Aguiar, Collares-Pereira, Conde, "Simple procedure for generating sequences of
///             daily radiation values using a library of Markov transition matrices", Solar Energy
///             40(3), 1988
std::vector<double> daily_clearness(const ClearnessYear& given, RandomStream& random) {
  CHECK(given.outside.size() == days_per_year);
  std::vector<double> days;
  days.reserve(days_per_year);
  double before = given.monthly[months_per_year - 1];
  for (int m = 0; m < months_per_year; ++m) {
    const double target = given.monthly[static_cast<std::size_t>(m)];
    const ClearnessTransitions& matrix = transitions_for(target);
    const double* weights = given.outside.data() + days.size();
    std::vector<double> best;
    double least_error = 0;
    for (int draft = 0; draft < most_drafts; ++draft) {
      std::vector<double> drawn;
      drawn.reserve(static_cast<std::size_t>(days_in_month(m)));
      for (int d = 0; d < days_in_month(m); ++d) {
        drawn.push_back(next_day(matrix, drawn.empty() ? before : drawn.back(), random));
      }
      const double error = std::abs(mean_of(drawn, weights) - target);
      if (!best.empty() && error >= least_error) continue;
      best = std::move(drawn);
      least_error = error;
      if (error <= accepted_error * target) break;
    }
    days.insert(days.end(), best.begin(), best.end());
    before = days.back();
  }
  return days;
}

}  // namespace islet
