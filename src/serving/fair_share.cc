// Weighted fair share among tenants, by virtual time.
#include <algorithm>
#include <cmath>

#include "serving/queue_order.h"

namespace islet {
namespace {

class FairShare final : public QueueOrder {
 public:
  std::string_view name() const override { return "fair-share"; }

  /// Virtual start and finish time of a request, in nanoseconds of service.
  ///
  ///     start = max(virtual time, finish of the tenant's request before); key = start
  ///     finish = start + service / weight; virtual time = start of the request that began last
  ///
  /// Valid for   tenants with work waiting: over any stretch in which two of them have, their
  ///             service per weight on one slot differs by at most s1/w1 + s2/w2, s being the
  ///             longest service of one request
  /// Leaves out  the difference between expected and real service; memory of idle tenants
  /// Source      Goyal, Vin, Cheng, "Start-time fair queueing", IEEE/ACM ToN 5(5), 1997, theorem 1;
  ///             for language models: Sheng et al., "Fairness in serving large language models",
  ///             OSDI 2024
  Turn turn(const Request& /*request*/, const Cost& cost, Instant /*now*/,
            TenantAccount& tenant) override {
    const std::int64_t start = std::max(virtual_now_, tenant.served_until);
    const double service_ns = std::min(cost.service / nanosecond / tenant.weight, 1e17);
    tenant.served_until = start + std::max<std::int64_t>(1, std::llround(service_ns));
    return {.key = start};
  }

  void started(const Turn& turn) override { virtual_now_ = std::max(virtual_now_, turn.key); }
  std::int64_t virtual_now() const override { return virtual_now_; }

 private:
  std::int64_t virtual_now_ = 0;
};

}  // namespace

std::unique_ptr<QueueOrder> make_fair_share() { return std::make_unique<FairShare>(); }

}  // namespace islet
