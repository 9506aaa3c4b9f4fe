// The dispatch of the plant: what runs, what is shed, whether the generator turns. The planner and
// the live site use the same objects.
#pragma once

#include <array>
#include <limits>
#include <memory>
#include <span>
#include <string_view>

#include "base/instant.h"
#include "base/quantity.h"
#include "catalog/importance.h"
#include "energy/plant.h"

namespace islet {

/// One line of a load's `when_short`: below this charge it draws and does less.
struct DegradeStep {
  double below_charge = 0;  ///< share of the usable charge, as the site file counts it: `StepMarks`
  double power_factor = 1;  ///< of its full power; 0 for "stop" and "wait"
  double work_factor = 1;   ///< of its full work
};

/// A load as a policy sees it.
struct LoadView {
  std::string_view name;
  Importance importance = Importance::normal;
  Power demand;                        ///< at full level, its share of the cooling included
  std::span<const DegradeStep> steps;  ///< by falling charge and power
};

/// What loads ask for together.
struct Demand {
  Power all;
  Power safety;
};

/// An hour to come, as it can be expected with what is known now. Powers as the loads see them.
struct HourAhead {
  Power panels;  ///< what may be counted on
  Power grid;
  Power demand;  ///< of all loads at full level, cooling included
  bool quiet = false;
};

/// What is expected, and what the store can do about it.
struct Outlook {
  std::span<const HourAhead> hours;  ///< from the next hour on; empty: nothing is foretold
  Energy store;                      ///< what the usable window delivers to the loads when full
  double kept = 0;                   ///< share of it that is kept for safety work
  double returned = 1;               ///< share of what is stored that the loads get
};

/// Everything a policy may know.
struct PlantView {
  Instant now;
  Duration step;      ///< until it is asked again
  double charge = 0;  ///< of the usable window
  Power panels;       ///< what they could give now
  Power grid;
  Deliverable without_generator;
  Deliverable with_generator;  ///< equal to `without_generator` when it cannot run
  bool generator_can_run = false;
  bool generator_running = false;
  Duration generator_ran;  ///< of the present run
  Duration generator_minimum_run;
  Power generator_rated;
  double fuel = 1;  ///< share of the tank
  bool quiet_hour = false;
  bool set_is_out = false;  ///< it failed and is not repaired yet
  Outlook outlook;
  std::span<const LoadView> loads;
  Demand full;  ///< of all loads at full level
  /// Highest `below_charge` of all loads. Above it nothing is degraded, and nobody has to look.
  /// Safe to leave where it is not worked out.
  double degraded_below = std::numeric_limits<double>::infinity();
};

/// What a load is told.
struct LoadSetting {
  int level = 0;     ///< 0: full; k: its k-th degrade step
  double share = 1;  ///< of the step during which it runs, 0..1
};

/// Power that a load draws under a setting, on average over the step.
Power draw(const LoadView& load, const LoadSetting& setting);

/// Where the steps of `when_short` lie in a plant's battery: shares as the site file counts them,
/// of a part of the battery (`rule_by_need` says of which).
struct StepMarks {
  double scale = 1;  ///< above 0, at most 1
  /// The charge, share of the usable window, that stands for `below`.
  double charge(double below) const { return scale * below; }
};

/// When the generator starts and stops, and what is given up before. Shares of the usable charge or
/// of the tank.
struct GeneratorRule {
  double start_below = 0.25;
  double stop_above = 0.80;
  double fuel_for_safety = 0.10;  ///< below this level it starts for safety loads only
  /// Charge at which work is given up, or what is kept for a repair begins: who looks ahead stays
  /// above.
  double gives_up_below = 0;
  StepMarks steps{};
  /// By hour of the day, where the set fills the battery: it starts below this charge instead, so
  /// that the store lasts through the hour and the quiet ones behind it. 0: below `start_below`.
  std::array<double, 24> start_by_hour{};
  /// Of these, what the hour itself asks for at most. Sun and grid that carry a share of the loads
  /// take that share of it away.
  std::array<double, 24> hour_asks{};
  double run_least = 0.10;  ///< of the charge, from such a start to the stop
};

/// What a policy does in hours in which nothing is short: each load runs at the level of the
/// charge, in full. A resting generator rests on while sun and battery carry them and the charge is
/// not below `start_below`, or while sun and grid would carry the loads at full level. A running
/// one runs on while fuel is plenty, the hour is not quiet, and the charge is below `stop_above`;
/// where it does not charge, only if sun and grid would not carry the loads at full level. One that
/// charges goes by the marks of `start_by_hour` where there are any, less what `hour_asks` of sun
/// and grid.
struct PlainRule {
  GeneratorRule generator;
  bool charges = false;  ///< the generator runs at its rating and fills the battery
};

/// A rule. A pure function of what it is shown; history it needs is in the view.
class Policy {
 public:
  virtual ~Policy() = default;
  virtual std::string_view name() const = 0;
  /// `settings` has one place for each load of the view, all of which are written.
  virtual Setpoint decide(const PlantView& view, std::span<LoadSetting> settings) const = 0;
  /// Hours that it wants to be shown in `Outlook::hours`; it does with less.
  virtual int looks_ahead() const { return 0; }
  /// Set where the policy decides as `PlainRule` says: then plain hours need not be shown to it.
  virtual const PlainRule* plain() const { return nullptr; }
  /// Where it takes the steps of the loads to lie.
  virtual StepMarks steps() const { return {}; }
};

/// Names of all policies, in the order in which they are listed to people.
std::span<const std::string_view> policy_names();

/// The policy of that name; nullptr when there is none.
std::unique_ptr<Policy> make_policy(std::string_view name, const GeneratorRule& rule);

}  // namespace islet
