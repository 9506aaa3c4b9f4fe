// The scheduler: a state machine without clock, threads or I/O. Events go in with their moment,
// decisions come out. The simulator and the live site run this same object.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "serving/cost_estimate.h"
#include "serving/decision.h"
#include "serving/event.h"
#include "serving/policies.h"
#include "serving/settings.h"
#include "serving/tally.h"

namespace islet {

struct House;

class Scheduler {
 public:
  /// `costs` must outlive the scheduler. Workloads are in the order of their `WorkloadId`.
  Scheduler(const SchedulerSettings& settings, Policies policies,
            std::vector<WorkloadRule> workloads, const CostEstimate& costs);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Takes one event in and appends what is to be done, in order. `now` never falls. First comes
  /// what time alone has brought about since the last call. No allocation once the tables have
  /// grown, but for forecasts and gates.
  void handle(Instant now, const Event& event, std::vector<Decision>& decisions);

  /// When it wants to be called with a `Tick` if nothing else happens before; `never`: no need.
  /// Later than the last `now`.
  Instant next_wake() const;

  std::string_view policy() const;
  const Tally& tally() const;
  /// Of requests that wait for that model: service expected of those before a new one of the class.
  Duration expected_wait(ModelId model, WorkClass work_class) const;
  Power expected_draw() const;
  /// The generator was asked for because work lacks power, and not let go since.
  bool asks_for_generator() const;

 private:
  std::unique_ptr<House> house_;
};

}  // namespace islet
