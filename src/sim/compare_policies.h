// The same requests under several policies, and under none, beside what the device can carry.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "sim/marked_requests.h"
#include "sim/trace_world.h"

namespace islet {

/// The requests from the first on, as often as it is called.
using MakeRequests = std::function<std::unique_ptr<RequestSource>()>;

struct PolicyQuestion {
  const Deployment& deployment;
  ServingSetup setup;
  TraceScheduling scheduling;  ///< `policy` is not looked at
  RequestMarks marks;          ///< `speed` is not looked at where `load` says it
  double load = 0;             ///< times what the device can carry; 0: as they come
};

/// What engines finish a second when all requests wait from the start.
struct TraceCapacity {
  double requests_hz = 0;
  double tokens_hz = 0;  ///< of prompts and replies
};

struct PolicyComparison {
  TraceCapacity capacity;
  double offered_hz = 0;
  ServingRun acute_alone;  ///< its requests only, under the default policy
  std::vector<ServingRun> runs;
};

/// What the engines can carry.
///
///     capacity = 3/5 of the requests, and their tokens / (time of the end of 4/5 - of 1/5),
///                all of them waiting from the start, first come first served
///
/// Valid for   a hundred requests and more
/// Leaves out  orders that would batch better
/// Source      rate of a closed system with a queue that never empties
TraceCapacity trace_capacity(const MakeRequests& make, const Deployment& deployment,
                             const ServingSetup& setup);

/// How much faster requests must come to be `load` times what the engines can carry.
double speed_for_load(const MakeRequests& make, const Deployment& deployment,
                      const ServingSetup& setup, double load);

/// One run a policy, in that order.
PolicyComparison compare_policies(const MakeRequests& make, const PolicyQuestion& question,
                                  const std::vector<std::string>& policies);

/// Requests a second that were done in time.
double goodput_hz(const ServingRun& run);
/// Tokens a second of their prompts and replies.
double goodput_tokens_hz(const ServingRun& run);

}  // namespace islet
