// The power plant on the simulation's clock: the planner's own step and dispatch, fed with what the
// machines really drew.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "energy/plant_step.h"
#include "energy/policy.h"
#include "serving/power_reading.h"
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
  Duration generator_time;
  int generator_starts = 0;
  double lowest_charge = 1;
  Energy stored_at_start;
  Energy stored_at_end;
};

class PlantLoop {
 public:
  /// `power` must outlive it. `start`: a moment of the weather year, at a whole step.
  PlantLoop(const SitePower& power, std::vector<PlantLoad> loads, Instant start);

  PlantLoad& load(std::size_t index) { return loads_[index]; }
  /// The policy looks at what is expected and sets what the coming step does. What each load may
  /// have stands in `settings`.
  void begin_step();
  /// The step is over; `drawn` by load, means without cooling.
  void end_step(std::span<const Power> drawn);
  Instant now() const { return now_; }

  std::span<const LoadSetting> settings() const { return settings_; }
  /// As the scheduler is told, in the step that has begun: for engines whose idle draw and frames,
  /// like everything else, are among `loads` and expected to draw `fixed` without cooling.
  PowerReading reading(Power fixed_heating, Power fixed_other) const;
  /// Sun of the past days at the same hours, less `fixed`, for a day and a half.
  Forecast forecast(Power fixed_heating, Power fixed_other) const;
  double charge() const;
  const PlantBooks& books() const { return books_; }
  const PlantState& state() const { return state_; }

 private:
  std::size_t hour_at(Instant moment) const;
  void take_delivery();
  void see_weather();
  Power sun_to_load(Power panels) const;

  const SitePower& power_;
  PlantStep step_;
  std::unique_ptr<Policy> policy_;
  std::vector<PlantLoad> loads_;
  std::vector<LoadView> views_;
  std::vector<LoadSetting> settings_;
  PlantView view_;
  PlantState state_;
  StepInput input_;
  Setpoint setpoint_;
  StepFlows flows_;
  Temperature ambient_ = celsius(20);
  Power heat_;
  double cooling_ = 0;  ///< watts for each watt of heat
  Instant now_;
  Instant next_delivery_;
  PlantState at_start_;
  PlantBooks books_;
};

}  // namespace islet
