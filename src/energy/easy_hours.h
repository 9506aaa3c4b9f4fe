// The hours of a plant-year in which nothing has to be decided: sun and battery carry all loads and
// the generator rests. They are most of a year, and run without the books and views of a step.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/quantity.h"
#include "energy/load_table.h"
#include "energy/plant.h"
#include "energy/policy.h"

namespace islet {

/// Sums over easy hours, in W h unless said otherwise.
struct EasySums {
  double offered = 0;  ///< by the panels
  double panels = 0;   ///< of that, what their controllers can take
  double spilled = 0;  ///< on the bus
  double load = 0, own = 0, in = 0, out = 0;
  double taken_j = 0;  ///< from the store
  double charge = 0;   ///< shares of the usable window
  double lowest = 1;   ///< of these
  double peak_w = 0;   ///< of the loads
  double hottest_c = -273.15;
  int too_hot = 0;  ///< hours

  void note(double load_w, double charge_now, double inside_c) {
    load += load_w;
    charge += charge_now;
    lowest = std::min(lowest, charge_now);
    peak_w = std::max(peak_w, load_w);
    hottest_c = std::max(hottest_c, inside_c);
  }
  void add_to(StepFlows& flows, const Plant& plant) const;
};

/// What goes on from hour to hour.
struct EasyState {
  double stored_j = 0;
  double charge = 0;
  double cells_c = 0;
};

/// The bands that the charge went through, and since when.
struct BandPath {
  struct Part {
    std::size_t band = 0;
    int from = 0;
  };
  static constexpr std::size_t most = 64;
  std::array<Part, most> parts;
  std::size_t count = 0;

  const Part& last() const { return parts[count - 1]; }
};

/// Usage: once for a plant and its weather; `run` from any hour on.
class EasyHours {
 public:
  EasyHours(const Plant& plant, const PlantWeather& weather, const LoadTable& table);

  /// Runs hours from `i` on while they are easy, at most to `end`; gives the first hour that was
  /// not run. `path` is written anew.
  int run(int i, int end, EasyState& now, BandPath& path, EasySums& sums) const;

  /// The charge below which a resting generator would start; 0 where there is none with fuel.
  void set_start_below(double charge) { start_below_ = charge; }

 private:
  /// A band of the table as the loop reads it.
  struct Band {
    double lower = 2;  ///< by itself it holds no charge at all
    double upper = 2;
    const Power* all = nullptr;
    const double* inside_c = nullptr;
    const std::uint8_t* too_hot = nullptr;
  };

  bool enter_band(double charge, int i, BandPath& path) const;
  bool is_plain(int i, double load, double stored, double cells_c) const;
  double taken_in(double left, double stored, double cells_c) const;
  bool is_carried(double needed, double stored, double charge) const;

  std::array<Band, LoadTable::bands_max> bands_;
  std::size_t band_count_;
  const double* yield_ = nullptr;
  const Power* grid_ = nullptr;
  bool has_battery_ = false;
  double start_below_ = 0;
  double panels_w_, panel_input_max_;
  double panel_to_bus_, load_per_bus_, bus_per_load_;
  double inverter_max_, own_w_;
  double discharge_max_, charge_max_, gives_, stores_;
  double per_step_, per_charge_efficiency_, per_discharge_efficiency_, kept_;
  double floor_j_, ceiling_j_, reserve_j_, floor_leak_j_, dust_j_, per_usable_;
  double discharge_from_c_, charge_from_c_, charge_to_c_;
};

}  // namespace islet
