// When work that may wait is let go: at once, or when power is free or cheap, in time in any case.
#pragma once

#include <map>
#include <memory>
#include <string_view>

#include "serving/power_reading.h"
#include "serving/reason.h"
#include "serving/request.h"

namespace islet {

/// How far the gate for deferred work is open.
enum class DeferralGate {
  shut,
  free_power,  ///< within the power that costs nothing
  open,        ///< it starts where nothing else waits
  must_run,    ///< it takes its turn among the others
};

/// Deferred work of one queue, summed up by the hour in which it is due.
struct DeferredWork {
  std::map<std::int64_t, Duration> due_in_hour;  ///< service, by hours since the clock's zero
  Duration service{};                            ///< of all
  Energy energy{};
  Duration longest{};  ///< service of one request, the longest seen since it was last empty
};

struct DeferralView {
  Instant now{};
  const DeferredWork& work;
  double slots = 1;     ///< that deferred work may count on
  double slowness = 1;  ///< measured over expected time of service, lately
  Power free_now{};     ///< as read
  const Forecast& forecast;
};

struct GateSetting {
  DeferralGate gate = DeferralGate::shut;
  Reason reason = Reason::waits_for_sun;
  Instant look_again = never;   ///< when this answer ends by itself
  Instant must_run_at = never;  ///< the latest that the gate will be forced open
};

class Deferral {
 public:
  virtual ~Deferral() = default;
  virtual std::string_view name() const = 0;
  /// False: nothing is ever deferred.
  virtual bool defers() const = 0;
  /// There is work, and slots > 0.
  virtual GateSetting gate(const DeferralView& view) const = 0;
};

/// The latest moment at which deferred work can begin to run and still be in time.
///
///     latest = min over hours h of (h - max(1, slowness) * needed(h))
///     needed = max((work + longest) / slots, 2 longest), work due before the end of h
///
/// In turn: the work spread over its slots, of which those that are left to others are the margin
/// for work that takes longer than expected; and the longest one, which has a slot of its own and
/// takes its whole time, twice, because it may be interrupted and begin anew.
///
/// Valid for   work that can be spread over the slots; each deadline is moved to the start of its
///             hour, which is on the safe side
/// Leaves out  work that is not deferred: `slots` must be what it leaves; machines dark for long
/// Source      demand bound of earliest deadline first: Baruah, Mok, Rosier, RTSS 1990; one request
///             on one slot: Graham, Bell Syst. Tech. J. 45, 1966; the second longest is ours
Instant latest_begin(const DeferralView& view);

/// All work runs at once, in its turn.
std::unique_ptr<Deferral> make_run_at_once();

/// Work waits for the free and then the cheapest power of the forecast before it is due.
std::unique_ptr<Deferral> make_cheapest_hours();

}  // namespace islet
