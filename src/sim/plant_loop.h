// The power plant on the simulation's clock: the planner's own step and dispatch, fed with what the
// machines really drew.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "energy/plant_step.h"
#include "energy/policy.h"
#include "serving/power_reading.h"
#include "sim/generator_start.h"
#include "sim/plant_sight.h"
#include "sim/site_run.h"

namespace islet {

/// A load of the plant in one step. Powers without cooling.
struct PlantLoad {
  std::string name;
  Importance importance = Importance::normal;
  std::vector<DegradeStep> steps;
  bool heats = false;  ///< its power ends as heat that the cooler moves out
  Power expected;      ///< at full level, when the step begins
};

/// Where the energy went.
struct PlantBooks {
  StepFlows total;
  Energy cooling;
  Energy asked;  ///< by all loads, with cooling: = total.load + total.shortfall
  Volume fuel_delivered;
  Money grid_cost;  ///< where its price is known
  Duration generator_time;
  int generator_starts = 0;
  int failed_starts = 0;
  double lowest_charge = 1;
  Energy stored_at_start;
  Energy stored_at_end;
};

class PlantLoop {
 public:
  /// `power` must outlive it. `start`: a moment of the weather year, at a whole step. `luck` of the
  /// generator's starts.
  PlantLoop(const SitePower& power, std::vector<PlantLoad> loads, Instant start, RandomStream luck);

  PlantLoad& load(std::size_t index) { return loads_[index]; }
  /// Faults, from the next step on: the panels give nothing, the generator does not run.
  void hinder(bool sun, bool generator) {
    sun_is_lost_ = sun;
    generator_is_lost_ = generator;
  }
  /// The policy looks at what is expected and sets what the coming step does. What each load may
  /// have stands in `settings`.
  void begin_step();
  /// The step is over; `drawn` by load, means without cooling.
  void end_step(std::span<const Power> drawn);
  Instant now() const { return now_; }

  /// The generator's start at the beginning of the step, when somebody waits for it.
  const std::optional<GeneratorStart>& starting() const { return starting_; }
  Power panels() const { return sight_.input.panels; }
  Power grid() const { return sight_.input.grid; }
  double cooling_per_heat() const { return sight_.cooling; }
  std::span<const LoadSetting> settings() const { return settings_; }
  /// The scheduler wants it for work that is due or acute: from the next step on, outside quiet
  /// hours, whatever the policy of the plant says.
  void ask_for_generator(bool wanted) { is_asked_ = wanted; }
  /// As the scheduler is told, in the step that has begun: for engines whose idle draw and frames,
  /// like everything else, are among `loads` and expected to draw `fixed` without cooling.
  PowerReading reading(Power fixed_heating, Power fixed_other, Power kept_other) const;
  /// Sun of the past days at the same hours, less `fixed`, for a day and a half.
  Forecast forecast(Power fixed_heating, Power fixed_other) const;
  double charge() const { return charge_of(power_.plant, state_); }
  const PlantBooks& books() const { return books_; }
  const PlantState& state() const { return state_; }
  const Plant& plant() const { return power_.plant; }
  /// Of the step that ended last.
  const StepFlows& flows() const { return flows_; }

 private:
  void take_delivery();
  void look();
  void lose_generator();
  void start_generator();
  Power sun_to_load(Power panels) const;
  double price_at(Instant moment) const;

  const SitePower& power_;
  PlantStep step_;
  std::unique_ptr<Policy> policy_;
  std::vector<PlantLoad> loads_;
  std::vector<LoadView> views_;
  std::vector<LoadSetting> settings_;
  PlantView view_;
  RandomStream luck_;
  bool sun_is_lost_ = false;
  bool generator_is_lost_ = false;
  Instant repaired_at_;  ///< after a start that failed
  bool is_asked_ = false;
  std::optional<GeneratorStart> starting_;
  std::optional<DaysBefore> days_before_;  ///< for a policy that looks ahead
  PlantState state_;
  Setpoint setpoint_;
  StepFlows flows_;
  PlantSight sight_;
  Power heat_;
  Instant now_;
  Instant next_delivery_;
  double mean_price_ = 1;
  PlantState at_start_;
  PlantBooks books_;
};

}  // namespace islet
