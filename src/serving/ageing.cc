// Priority with ageing: urgent classes have a head start, and waiting makes up for it.
#include "serving/queue_order.h"

namespace islet {
namespace {

/// All requests age alike, so the order of two never changes while they wait, and the key can be
/// fixed at arrival.
class Ageing final : public QueueOrder {
 public:
  explicit Ageing(const AgeingRule& rule) : rule_(rule) {}

  std::string_view name() const override { return "ageing"; }

  /// When a request's turn comes.
  ///
  ///     key = arrival + behind(class)
  ///
  /// Valid for   any load: a request of class c waits for at most the work that arrived before
  ///             arrival + behind(c) - behind(most urgent class)
  /// Leaves out  size: a short request has no advantage
  /// Source      linear ageing of priorities, as in Kleinrock, "Queueing Systems" vol. 2 (1976),
  ///             section 3.7, with one slope for all classes
  Turn turn(const Request& request, const Cost& /*cost*/, Instant now,
            TenantAccount& /*tenant*/) override {
    return {.key = after(now, rule_.behind[index_of(request.work_class)]).nanoseconds()};
  }

 private:
  AgeingRule rule_;
};

}  // namespace

std::unique_ptr<QueueOrder> make_ageing(const AgeingRule& rule) {
  return std::make_unique<Ageing>(rule);
}

}  // namespace islet
