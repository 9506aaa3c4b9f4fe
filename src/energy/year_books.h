// The books of a plant-year: sums for each load, month and year, kept cheap for the hourly loop.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "energy/plant_year.h"

namespace islet {

/// What one load got in an hour.
struct LoadHour {
  Power demand;      ///< at full level, without cooling
  double share = 1;  ///< of the hour during which it ran
  double power = 1;  ///< factor of its level
  double work = 1;   ///< factor of its level

  bool is_full() const { return share == 1.0 && power == 1.0 && work == 1.0; }
};

/// Books hours of equal length one hour. Full service is the common case: what loads asked for is
/// summed up once, and the hours note only what was missing from it.
class YearBooks {
 public:
  explicit YearBooks(std::span<const Load> loads);

  /// One hour. `all_full` says that every load with demand is_full().
  void book_loads(std::span<const LoadHour> hours, bool all_full);
  void book_flows(const StepFlows& flows) { add(month_flows_, flows); }
  void book_balance(int day_index, Power sun_less_demand);
  void end_month(int month_index);
  /// Fills in the loads, the flows, the months and what follows from them.
  void close(PlantYear& result) const;

  static void add(StepFlows& sum, const StepFlows& flows);

 private:
  struct Missing {
    Power spared, refused;  ///< sums over hours
    double hours_asked = 0;
    double hours_refused = 0;
    double hours_degraded = 0;
    Power asked, work_missed;
    int without = 0;  ///< hours of the present spell
    int longest_without = 0;
  };

  void book_short(Missing& missing, const LoadHour& hour_of_load);

  std::vector<Missing> loads_;
  bool in_spell_ = false;
  StepFlows month_flows_;
  Power month_refused_;
  StepFlows total_;
  std::array<PlantMonth, months_per_year> months_{};
  std::array<Power, hours_per_year / 24> day_balance_{};
};

}  // namespace islet
