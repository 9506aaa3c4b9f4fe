// Requests from a list through engines, and what became of each. For tests of this folder.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/serve_trace.h"

namespace islet {

class ListedRequests final : public RequestSource {
 public:
  explicit ListedRequests(std::vector<TraceRequest> rows) : rows_(std::move(rows)) {}
  bool next(TraceRequest& out) override {
    if (at_ == rows_.size()) return false;
    out = rows_[at_++];
    return true;
  }

 private:
  std::vector<TraceRequest> rows_;
  std::size_t at_ = 0;
};

/// Keeps all that engines report.
class ServedList final : public EngineWatcher {
 public:
  void request_ended(const RequestOutcome& outcome) override { list.push_back(outcome); }
  void step_begun(const StepRecord& step) override { steps.push_back(step); }
  bool wants_steps() const override { return true; }
  /// By number: in the order of the requests.
  void sort() { std::ranges::sort(list, {}, &RequestOutcome::number); }

  std::vector<RequestOutcome> list;
  std::vector<StepRecord> steps;
};

inline ServedList served_list(const std::vector<TraceRequest>& rows, const Deployment& deployment,
                              const ServingSetup& setup) {
  ServedList out;
  ListedRequests source(rows);
  serve_trace(source, deployment, setup, &out);
  out.sort();
  return out;
}

inline TraceRequest row_at(double s, int prompt, int output) {
  TraceRequest row;
  row.arrival = after(Instant(), s * second);
  row.prompt_tokens = prompt;
  row.output_tokens = output;
  return row;
}

}  // namespace islet
