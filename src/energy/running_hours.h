// The hours of a plant-year in which the generator runs and all loads get what they ask for: run
// without the books and views of a step, like easy hours.
#pragma once

#include <array>

#include "base/quantity.h"
#include "energy/charge_bands.h"
#include "energy/easy_hours.h"
#include "energy/plant.h"
#include "energy/policy.h"

namespace islet {

/// Sums over running hours, in W h unless said otherwise.
struct RunningSums {
  double sun = 0;     ///< used from the panels
  double made = 0;    ///< by the generator
  double dumped = 0;  ///< of that
  double own = 0, in = 0;
  StoreSums store;
  double fuel_m3 = 0;

  /// `load`: what these hours drew.
  void add_to(StepFlows& flows, const Plant& plant, double load) const;
};

/// What goes on from hour to hour.
struct RunningState {
  double stored_j = 0;
  double cells_c = 0;
  double fuel_m3 = 0;
  bool is_running = false;  ///< in the hour before
};

/// Usage: once for a plant with a generator; `run` from any hour on.
class RunningHours {
 public:
  RunningHours(const Plant& plant, const PlantWeather& weather, const PlainRule& rule,
               const ChargeBands& bands, const SunOnBus& sun);

  /// Runs hours from `i` on in which the generator runs or starts, at most to `end`; gives the
  /// first hour that was not run. `path` is written anew.
  int run(int i, int end, RunningState& now, BandPath& path, RunningSums& sums) const;

 private:
  struct Hour;
  struct Passed;

  static Passed passed(double available, double wanted, double efficiency, double inverse);
  double through_charger(double& source, double wanted, double& room) const;
  bool carries(Hour& now) const;
  void feed_load(Hour& now) const;
  double filled(Hour& now, double stored) const;
  bool may_go_on(int i, double load, double fuel_m3, bool is_running) const;

  const ChargeBands& bands_;
  const double* sun_;
  const double* yield_;
  const Power* grid_;
  std::array<bool, 24> quiet_;
  bool charges_;
  double start_below_j_, stop_above_j_;
  double surely_fed_j_;  ///< a store that could feed the own draw: then nothing else has to
  double rated_, least_, alone_, panels_w_, own_w_;
  double bus_to_load_, per_bus_to_load_, to_load_, per_to_load_, to_bus_, per_to_bus_;
  double inverter_max_, charger_max_, charge_max_, stores_;
  double per_charge_efficiency_, kept_, floor_j_, ceiling_j_, floor_leak_j_;
  double panel_to_bus_, fuel_idle_, fuel_slope_, fuel_least_m3_, fuel_for_safety_m3_;
  double on_call_m3_;  ///< at and below this somebody brings fuel
  bool has_tank_;
};

}  // namespace islet
