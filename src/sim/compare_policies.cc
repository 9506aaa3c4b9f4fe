#include "sim/compare_policies.h"

#include <algorithm>
#include <utility>

namespace islet {
namespace {

/// All requests at the start: a queue that does not empty.
class AllAtOnce final : public RequestSource {
 public:
  explicit AllAtOnce(std::unique_ptr<RequestSource> source) : source_(std::move(source)) {}
  bool next(TraceRequest& out) override {
    if (taken_++ == requests_max || !source_->next(out)) return false;
    out.arrival = Instant();
    return true;
  }

 private:
  static constexpr int requests_max = 20'000;
  std::unique_ptr<RequestSource> source_;
  int taken_ = 0;
};

/// When requests ended, one after the other, and how many tokens they had.
class EndTimes final : public EngineWatcher {
 public:
  void request_ended(const RequestOutcome& outcome) override {
    if (outcome.state != EndState::finished) return;
    ends.push_back({outcome.ended, outcome.prompt_tokens + outcome.output_tokens});
  }
  void step_begun(const StepRecord& /*step*/) override {}
  bool wants_steps() const override { return false; }

  struct Ended {
    Instant at;
    std::int64_t tokens = 0;
  };
  std::vector<Ended> ends;
};

/// Arrivals a second from the first to the last.
double arrival_hz(RequestSource& source) {
  TraceRequest row;
  std::int64_t count = 0;
  Instant first;
  Instant last;
  while (source.next(row)) {
    if (count++ == 0) first = row.arrival;
    last = row.arrival;
  }
  const double span_s = between(first, last) / second;
  return span_s > 0 ? static_cast<double>(count - 1) / span_s : 0.0;
}

}  // namespace

TraceCapacity trace_capacity(const MakeRequests& make, const Deployment& deployment,
                             const ServingSetup& setup) {
  AllAtOnce requests(make());
  EndTimes watcher;
  serve_trace(requests, deployment, setup, &watcher);
  std::ranges::stable_sort(watcher.ends, {}, &EndTimes::Ended::at);
  const std::size_t count = watcher.ends.size();
  if (count < 5) return {};
  const std::size_t from = count / 5;
  const std::size_t until = 4 * count / 5;
  const double span_s = between(watcher.ends[from].at, watcher.ends[until].at) / second;
  if (span_s <= 0) return {};
  std::int64_t tokens = 0;
  for (std::size_t i = from + 1; i <= until; ++i) tokens += watcher.ends[i].tokens;
  return {static_cast<double>(until - from) / span_s, static_cast<double>(tokens) / span_s};
}

double speed_for_load(const MakeRequests& make, const Deployment& deployment,
                      const ServingSetup& setup, double load) {
  const double capacity = trace_capacity(make, deployment, setup).requests_hz;
  const double offered = arrival_hz(*make());
  return capacity > 0 && offered > 0 ? load * capacity / offered : 1.0;
}

double goodput_hz(const ServingRun& run) {
  const double span_s = run.span / second;
  return span_s > 0 ? static_cast<double>(run.summary.in_time) / span_s : 0.0;
}

double goodput_tokens_hz(const ServingRun& run) {
  const double span_s = run.span / second;
  return span_s > 0 ? static_cast<double>(run.summary.tokens_in_time) / span_s : 0.0;
}

PolicyComparison compare_policies(const MakeRequests& make, const PolicyQuestion& question,
                                  const std::vector<std::string>& policies) {
  PolicyComparison out;
  RequestMarks marks = question.marks;
  out.capacity = trace_capacity(make, question.deployment, question.setup);
  out.offered_hz = arrival_hz(*make());
  if (question.load > 0 && out.offered_hz > 0 && out.capacity.requests_hz > 0) {
    marks.speed = question.load * out.capacity.requests_hz / out.offered_hz;
  }
  out.offered_hz *= marks.speed;
  const auto served = [&](const std::string& policy, bool only_acute) {
    marks.only_acute = only_acute;
    const std::unique_ptr<RequestSource> source = make();
    MarkedRequests requests(*source, marks);
    TraceScheduling scheduling = question.scheduling;
    scheduling.policy = policy;
    scheduling.has_acute = marks.acute_share > 0 || scheduling.has_acute;
    return serve_scheduled_trace(requests, question.deployment, question.setup, scheduling);
  };
  out.acute_alone = served(std::string(default_scheduling), true);
  for (const std::string& policy : policies) out.runs.push_back(served(policy, false));
  return out;
}

}  // namespace islet
