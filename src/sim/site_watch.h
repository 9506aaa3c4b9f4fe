// What must hold in every simulated span of a site, checked from the outside: the scheduler's
// invariants, and that machines, plant and books agree with what was decided.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "serving/invariants.h"
#include "sim/plant_loop.h"

namespace islet {

/// What a unit of machines says at the end of a step of the plant.
struct UnitReport {
  int held[2] = {0, 0};            ///< requests: of language, of inputs
  bool works[2] = {false, false};  ///< has work in hand, likewise
  Energy drawn;                    ///< in the step, above idle
  Energy drawn_by_engines;         ///< since the start of the run
  Power full;                      ///< above idle, at most
  Duration quantum;                ///< longest step of its engines so far
};

/// What a workload with cameras says at the end of the run.
struct FramesReport {
  std::string name;
  double asked = 0;     ///< by cameras, rate and span
  double ended = 0;     ///< by the tallies
  double one_more = 0;  ///< frames that changes of the rate may have cut off or counted twice
};

/// Beside the scheduler's invariants it checks at each end of a plant's step that
///   - engines hold exactly what was started there (also after each decision), and none of them
///     stands still with work;
///   - the house holds exactly those that arrived and have no end;
///   - nothing lives on after the deadline that makes it worthless;
///   - engines drew no more within the step than the limits and caps that held in it, beyond the
///     steps that were under way when these fell (with no safety work among what they ran);
///   - no unit drew less than nothing or more than it can;
///   - the battery stays between empty and full, the tank too, and no flow is negative;
/// and at the end of the run that every request and frame has been counted once.
class SiteWatch {
 public:
  SiteWatch(const SchedulerSettings& settings, Invariants::Promises promises,
            const CostEstimate& costs, Instant begin);

  void see(Instant now, const Event& event, std::span<const Decision> decisions);
  /// What each engine holds after decisions were carried out, by its number.
  void see_held(std::span<const int> held);
  /// `in_house`: by the scheduler's own tally. `units` by unit.
  void see_step(Instant now, std::int64_t in_house, const std::vector<UnitReport>& units,
                const PlantLoop& plant);
  /// `given_out`: requests that the streams gave; `counted`: those with an end, or open, in the
  /// books.
  void finish(Instant now, std::int64_t given_out, double counted, double share,
              const std::vector<FramesReport>& frames);

  std::int64_t count() const { return invariants_.count(); }
  const std::vector<std::string>& faults() const { return invariants_.faults(); }

 private:
  void pass_time(Instant now);
  void see_unit(std::size_t unit, const UnitReport& report);
  void see_cap(const std::vector<UnitReport>& units, Duration step);
  void see_plant(const PlantLoop& plant);

  Invariants invariants_;
  Instant now_;
  Instant step_began_;
  Energy allowed_;           ///< in the step: the limit over time
  Power highest_;            ///< limit in the step
  bool had_safety_ = false;  ///< ran within the step
  Energy by_engines_;        ///< up to the last step
  std::int64_t arrived_ = 0;
  std::vector<int> held_;
};

}  // namespace islet
