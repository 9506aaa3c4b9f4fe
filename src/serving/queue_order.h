// Whose turn it is: the order in which waiting requests are served.
#pragma once

#include <memory>
#include <string_view>

#include "serving/request.h"
#include "serving/tenant_book.h"
#include "serving/turn.h"

namespace islet {

/// A rule that fixes a request's turn when it arrives. That is enough for each rule here, keeps
/// every queue a heap, and gives pre-empted work its old place by itself.
class QueueOrder {
 public:
  virtual ~QueueOrder() = default;
  virtual std::string_view name() const = 0;
  /// `number` of the turn is set by the scheduler. Requests come in the order of `now`.
  virtual Turn turn(const Request& request, const Cost& cost, Instant now,
                    TenantAccount& tenant) = 0;
  /// The request with this turn starts.
  virtual void started(const Turn& /*turn*/) {}
  /// Up to where everybody has been served, for orders that share by virtual time.
  virtual std::int64_t virtual_now() const { return 0; }
  /// True when acute work goes before routine work in any case, and may pre-empt it.
  virtual bool puts_acute_first() const { return false; }
};

/// First come, first served.
std::unique_ptr<QueueOrder> make_first_come();

/// Head starts: a request is passed only by those of a more urgent class that arrive within the
/// difference of the two head starts after it. That is the bound on starvation.
struct AgeingRule {
  PerClass<Duration> behind = {0.0 * second, 5.0 * second, minute, 10.0 * minute, 4.0 * hour};
};
std::unique_ptr<QueueOrder> make_ageing(const AgeingRule& rule = {});

/// Earliest deadline first. One without a deadline counts as due `patience` after it arrived.
std::unique_ptr<QueueOrder> make_earliest_deadline(Duration patience = day);

/// Weighted fair share among tenants, by start-time fair queueing.
std::unique_ptr<QueueOrder> make_fair_share();

/// Safety, then high, each by deadline; then the others as `others` says.
std::unique_ptr<QueueOrder> make_acute_first(std::unique_ptr<QueueOrder> others);

}  // namespace islet
