#include "sim/replications.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

/// Student's t of 0.975 by degrees of freedom, from 1; 1.96 beyond 30.
constexpr std::array<double, 30> student = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306,
                                            2.262,  2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
                                            2.110,  2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
                                            2.060,  2.056, 2.052, 2.048, 2.045, 2.042};

template <class Pick>
SampledFigure over_runs(const std::vector<ServingRun>& runs, const Pick& pick) {
  const auto count = static_cast<double>(runs.size());
  SampledFigure out;
  for (const ServingRun& run : runs) {
    const SampledFigure each = pick(run);
    out.value += each.value / count;
    out.is_enough = out.is_enough && each.is_enough;
  }
  double squares = 0;
  for (const ServingRun& run : runs) {
    squares += (pick(run).value - out.value) * (pick(run).value - out.value);
  }
  const double deviation = std::sqrt(squares / (count - 1));
  const std::size_t freedom = runs.size() - 1;
  const double t = freedom <= student.size() ? student[freedom - 1] : 1.96;
  const double apart = t * deviation / std::sqrt(count);
  out.low = std::max(0.0, out.value - apart);
  out.high = out.value + apart;
  return out;
}

using Of = SampleSummary ServingSummary::*;

SampleSummary summary_over(const std::vector<ServingRun>& runs, Of of) {
  SampleSummary out;
  for (const ServingRun& run : runs) {
    out.count += (run.summary.*of).count;
    out.max = std::max(out.max, (run.summary.*of).max);
  }
  out.max_of_a_run = over_runs(runs, [&](const ServingRun& run) {
    const double largest = (run.summary.*of).max;
    return SampledFigure{largest, largest, largest, true};
  });
  for (SampledFigure SampleSummary::*figure :
       {&SampleSummary::mean, &SampleSummary::p50, &SampleSummary::p90, &SampleSummary::p99,
        &SampleSummary::p999}) {
    out.*figure = over_runs(runs, [&](const ServingRun& run) { return (run.summary.*of).*figure; });
  }
  return out;
}

void add_counts(ServingSummary& sum, const ServingSummary& more) {
  sum.requests += more.requests;
  for (std::size_t state = 0; state < sum.ended.size(); ++state) {
    sum.ended[state] += more.ended[state];
  }
  sum.prompt_tokens += more.prompt_tokens;
  sum.output_tokens += more.output_tokens;
  sum.reused_tokens += more.reused_tokens;
  sum.preemptions += more.preemptions;
  sum.in_time += more.in_time;
  sum.tokens_in_time += more.tokens_in_time;
  // Any run that differs changes the whole.
  sum.fingerprint = sum.fingerprint * 0x100000001b3U ^ more.fingerprint;
}

}  // namespace

ServingRun combined(const std::vector<ServingRun>& runs) {
  CHECK(!runs.empty());
  ServingRun out = runs.front();
  if (runs.size() == 1) return out;
  for (std::size_t index = 1; index < runs.size(); ++index) {
    add_counts(out.summary, runs[index].summary);
    out.use += runs[index].use;
    out.span += runs[index].span;
  }
  for (const Of of :
       {&ServingSummary::first_token_s, &ServingSummary::per_token_s, &ServingSummary::end_to_end_s,
        &ServingSummary::waiting_s, &ServingSummary::energy_j}) {
    out.summary.*of = summary_over(runs, of);
  }
  out.replications = static_cast<int>(runs.size());
  return out;
}

}  // namespace islet
