// The only loop: events in, decisions out, over simulated or real machines alike.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "serving/event.h"
#include "serving/scheduler.h"

namespace islet {

struct TimedEvent {
  Instant at;
  Event event;
};

/// Where events come from: a simulated future that jumps, or the world, which must be waited for.
class EventSource {
 public:
  virtual ~EventSource() = default;
  /// The next event; a `Tick` at `wake` when nothing comes before; nothing when all is over.
  /// Moments never fall. `wake` is `never` when nobody needs to be woken.
  virtual std::optional<TimedEvent> next(Instant wake) = 0;
};

/// What carries decisions out: engine models, or engines. (`Site` is what the site file says.)
class Machines {
 public:
  virtual ~Machines() = default;
  /// What happened, before the scheduler is told.
  virtual void apply(Instant /*now*/, const Event& /*event*/) {}
  virtual void carry_out(Instant now, std::span<const Decision> decisions) = 0;
};

/// What the loop does with one event. `decisions` is only lent, so that its room is kept.
inline void serve_one(const TimedEvent& one, Machines& machines, Scheduler& scheduler,
                      std::vector<Decision>& decisions) {
  machines.apply(one.at, one.event);
  decisions.clear();
  scheduler.handle(one.at, one.event, decisions);
  machines.carry_out(one.at, decisions);
}

/// Runs until the source ends.
inline void serve(EventSource& source, Machines& machines, Scheduler& scheduler) {
  std::vector<Decision> decisions;
  while (const std::optional<TimedEvent> one = source.next(scheduler.next_wake())) {
    serve_one(*one, machines, scheduler, decisions);
  }
}

}  // namespace islet
