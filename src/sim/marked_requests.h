// Requests of another source with classes and goals put on them, more or fewer of them a second.
#pragma once

#include <cstdint>

#include "base/random.h"
#include "serving/work_class.h"
#include "sim/trace.h"

namespace islet {

/// What is put on a trace's requests.
struct RequestMarks {
  double acute_share = 0;  ///< of requests, drawn by chance, that are of class high
  std::uint64_t seed = 1;  ///< of that draw
  bool only_acute = false;
  int adapters = 0;  ///< so many, each request for one of them by chance; 0: as the trace has it
  double speed = 1;  ///< arrivals come so many times as fast
  PerClass<Duration> first_token_within = goals_none();  ///< where the request has no goal itself
  PerClass<Duration> within = goals_none();

  static constexpr PerClass<Duration> goals_none() {
    return {no_goal, no_goal, no_goal, no_goal, no_goal};
  }
};

class MarkedRequests final : public RequestSource {
 public:
  /// Whether a request is acute depends on the seed and its number alone. `source` must outlive it.
  MarkedRequests(RequestSource& source, const RequestMarks& marks);
  bool next(TraceRequest& out) override;
  bool ended(Instant now, TraceRequest& ahead, bool has_ahead) override;

 private:
  void mark(TraceRequest& out);
  RequestSource& source_;
  RequestMarks marks_;
  RandomStream draw_;
  RandomStream adapter_draw_;
};

}  // namespace islet
