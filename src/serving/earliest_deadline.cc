// Earliest deadline first.
#include <algorithm>

#include "serving/queue_order.h"

namespace islet {
namespace {

class EarliestDeadline final : public QueueOrder {
 public:
  explicit EarliestDeadline(Duration patience) : patience_(patience) {}

  std::string_view name() const override { return "deadline"; }

  /// When a request's turn comes.
  ///
  ///     key = min(deadline, first output due), or arrival + patience when it has neither
  ///
  /// Valid for   loads that fit: then every deadline that any order can meet on one engine is met
  /// Leaves out  overload, in which a late request holds up others; admission sees to that
  /// Source      Liu, Layland, "Scheduling algorithms for multiprogramming in a hard-real-time
  ///             environment", JACM 20(1), 1973
  Turn turn(const Request& request, const Cost& /*cost*/, Instant now,
            TenantAccount& /*tenant*/) override {
    const Instant due = std::min(request.deadline, request.first_token_by);
    return {.key = (due == never ? after(now, patience_) : due).nanoseconds()};
  }

 private:
  Duration patience_;
};

}  // namespace

std::unique_ptr<QueueOrder> make_earliest_deadline(Duration patience) {
  return std::make_unique<EarliestDeadline>(patience);
}

}  // namespace islet
