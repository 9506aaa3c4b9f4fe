// Chance that sets which fail and a battery carry a load through an outage.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/quantity.h"

namespace islet {

/// Like generator sets. Each is ready with `availability`, starts but for `start_failure`, and then
/// fails on average once in `mean_time_to_failure`; none is repaired during the outage.
struct SetGroup {
  int count = 0;
  Power rated;
  double availability = 1;
  double start_failure = 0;
  Duration mean_time_to_failure;  ///< above 0
};

/// A battery above its floor. Beside sets its charge is followed on `levels` levels.
struct OutageBattery {
  Energy usable;
  Power power;  ///< in and out
  double charge_efficiency = 1;
  double discharge_efficiency = 1;
  int levels = 101;  ///< at least 2
};

struct OutagePlant {
  std::vector<SetGroup> sets;
  OutageBattery battery;
  Duration step = 1.0 * hour;
};

/// Chances by step of the outage.
struct Survival {
  std::vector<double> until;    ///< served in every step up to and with this one
  std::vector<double> in_step;  ///< served in this step, whatever was before
};

/// Survives outages of one plant. Keeps its transition tables; one object for one plant.
class OutageChances {
 public:
  explicit OutageChances(const OutagePlant& plant);

  /// An outage that begins at `first` of the series (which goes round) and lasts `steps`.
  /// `net_load` is the load less sun and wind; `stored` stands above the floor.
  Survival survival(std::span<const Power> net_load, std::size_t first, std::size_t steps,
                    Energy stored) const;

 private:
  void fail(std::vector<double>& chances) const;
  std::vector<Power> most_given() const;
  double keep_served(std::vector<double>& chances, Power load, bool drop) const;
  Survival battery_course(std::span<const Power> net_load, std::size_t first, std::size_t steps,
                          Energy stored) const;
  std::vector<long> levels_moved(Power load, std::vector<double>& rest) const;
  void shift(std::vector<double>& chances, std::span<const long> levels) const;

  OutagePlant plant_;
  std::size_t levels_;
  std::vector<Power> output_;        ///< of each state of the sets
  std::vector<double> start_;        ///< chance of each state at the start
  std::vector<double> transitions_;  ///< from row to column
  std::vector<Power> most_;          ///< of sets and battery, by state and level
};

/// What a battery alone serves in a step.
enum class StepServed { nothing, safety, all };

/// Load less sun and wind, of all work and of safety work: series that go round, of the same
/// length.
struct NetLoads {
  std::span<const Power> all, safety;
};

/// The steps from `first` on with nothing but a battery, in which `kept`, at most `usable`, is for
/// safety work. `stored` stands above the floor.
std::vector<StepServed> reserve_course(const OutageBattery& battery, Energy kept,
                                       const NetLoads& net, std::size_t first, std::size_t steps,
                                       Duration step, Energy stored);

/// Mean over outages that begin in each step of the series. `stored` has one value for each step,
/// or a single one.
Survival mean_survival(const OutageChances& chances, std::span<const Power> net_load,
                       std::size_t steps, std::span<const Energy> stored);

}  // namespace islet
