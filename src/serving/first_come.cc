// First come, first served: no classes, no deadlines. The order to compare others with.
#include "serving/queue_order.h"

namespace islet {
namespace {

class FirstCome final : public QueueOrder {
 public:
  std::string_view name() const override { return "first-come"; }
  Turn turn(const Request& /*request*/, const Cost& /*cost*/, Instant now,
            TenantAccount& /*tenant*/) override {
    return {.key = now.nanoseconds()};
  }
};

}  // namespace

std::unique_ptr<QueueOrder> make_first_come() { return std::make_unique<FirstCome>(); }

}  // namespace islet
