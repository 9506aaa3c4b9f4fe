// Tails of what clients of a model wait for: windows of response times, with an alarm in the window
// in which one comes too late or the jitter grows too great.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "serving/decision.h"
#include "serving/event.h"
#include "serving/tail_monitor.h"

namespace islet {

struct WatchedTail {
  ModelId model{};
  std::string name;
  TailLimits limits;
};

struct TailStanding {
  std::string name;
  TailWindow window;  ///< the one under way
  TailReport report;  ///< with it
};

/// Sees the scheduler's events: from a request's arrival until it is done, or is ended because its
/// deadline passed. What is refused or cancelled has no response. `serving/tail_monitor.h` says
/// what jitter is.
class TailWatch {
 public:
  /// In place of those before; one whose name and limits stay keeps its figures.
  void watch(const std::vector<WatchedTail>& tails);
  void saw(Instant now, const Event& event, std::span<const Decision> decisions);
  std::vector<TailStanding> standings() const;

 private:
  struct Tail {
    WatchedTail watched;
    TailMonitor monitor;
  };
  struct Open {
    std::size_t tail = 0;
    Instant came;
  };
  void end(RequestId request, Instant now, bool counts);

  std::vector<Tail> tails_;
  std::map<RequestId, Open> open_;  ///< those that are watched; as many as the scheduler holds
};

/// "[{"model":..,"p99_ms":..},..]".
std::string tails_json(const std::vector<TailStanding>& tails);

}  // namespace islet
