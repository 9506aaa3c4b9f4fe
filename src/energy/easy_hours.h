// The hours of a plant-year in which nothing has to be decided: sun and battery carry all loads and
// the generator rests. They are most of a year, and run without the books and views of a step.
#pragma once

#include <span>
#include <vector>

#include "base/quantity.h"
#include "energy/charge_bands.h"
#include "energy/load_table.h"
#include "energy/plant.h"
#include "energy/policy.h"

namespace islet {

/// What the bands of a path tell of its hours.
struct BandSums {
  double load = 0;  ///< W h
  double peak_w = 0;
  double hottest_c = -273.15;
  int too_hot = 0;  ///< hours
};

/// Of the store through the hours.
struct StoreSums {
  double taken_j = 0;
  double above_floor = 0;   ///< sum of stored energies above the floor, J
  double lowest_j = 1e300;  ///< stored
};

/// Sums over easy hours, in W h unless said otherwise.
struct EasySums {
  double own = 0, in = 0, out = 0;
  StoreSums store;

  /// `load`: what these hours drew.
  void add_to(StepFlows& flows, const Plant& plant, double load) const;
};

/// What goes on from hour to hour.
struct EasyState {
  double stored_j = 0;
  double cells_c = 0;
};

/// The sun of each hour on the bus: what depends on the size of the panels alone.
class SunOnBus {
 public:
  SunOnBus(const Plant& plant, const PlantWeather& weather);

  /// By hour, W.
  const double* data() const { return on_bus_w_.data(); }
  /// What the panels could give in whole days, controllers aside.
  Energy offered(int first_hour, int end) const;
  /// Of the plant, on the bus.
  double own_w() const { return own_w_; }

 private:
  std::vector<double> on_bus_w_;
  std::span<const double> yield_;
  double panels_w_, own_w_;
};

/// Usage: once for a plant and its weather; `run` from any hour on.
class EasyHours {
 public:
  EasyHours(const Plant& plant, const PlantWeather& weather, const ChargeBands& bands,
            const SunOnBus& sun);

  /// Runs hours from `i` on while they are easy, at most to `end`; gives the first hour that was
  /// not run. `path` is written anew.
  int run(int i, int end, EasyState& now, BandPath& path, EasySums& sums) const;

  /// The charge below which a resting generator would start; 0 where there is none with fuel.
  void set_start_below(double charge);

 private:
  struct Course;

  template <bool checks>
  int run_band(int i, int end, const BandRow& band, Course& course) const;
  bool is_plain(int i, double load, double cells_c) const;
  double taken_in(double wanted, double stored, double cells_c) const;
  bool is_carried(double needed, double stored) const;

  const ChargeBands& bands_;
  const double* sun_;
  const Power* grid_ = nullptr;
  bool is_checked_;  ///< grid, cells or inverter may have a say
  bool has_battery_;
  double start_below_ = 0;    ///< charge
  double start_below_j_ = 0;  ///< stored
  double surely_carried_j_ = 0;
  double needed_max_w_;
  double load_per_bus_, bus_per_load_, inverter_max_, own_w_;
  double discharge_max_, charge_max_, gives_, stores_;
  double per_step_, per_charge_efficiency_, per_discharge_efficiency_, kept_;
  double floor_j_, ceiling_j_, reserve_j_, floor_leak_j_, dust_j_;
  double discharge_from_c_, charge_from_c_, charge_to_c_;
};

}  // namespace islet
