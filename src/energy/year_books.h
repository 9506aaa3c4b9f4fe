// The books of a plant-year: sums for each load, month and year, kept cheap for the hourly loop.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "energy/load_table.h"
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
  /// With sums at hand: hours at unbroken levels are then booked together, see `set_band`.
  explicit YearBooks(const LoadTable& table);

  /// From hour `i` on each load runs at the level of this band of the table the whole hour, until
  /// the next call of this or of `end_runs`.
  void set_band(std::size_t band, int i);
  /// Books every load's hours before `i`; its next hours start at `next`, those between are booked
  /// by `book_loads`.
  void end_runs(int i, int next);

  /// One hour. `all_full` says that every load with demand is_full().
  void book_loads(std::span<const LoadHour> hours, bool all_full);
  void book_flows(const StepFlows& flows) { add(month_flows_, flows); }
  void book_demand(int day_index, Power full);
  void end_month(int month_index);
  /// What a flow of the present month is added to.
  StepFlows& month_flows() { return month_flows_; }
  /// Fills in the loads, the flows, the months and what follows from them. `yield` and `panels`
  /// tell what sun there was.
  void close(PlantYear& result, std::span<const double> yield, Power panels) const;

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
    // With a table: the present run of hours at one level.
    const LoadSums::Until* until = nullptr;  ///< the load's sums
    LoadSums::Until since;                   ///< at its first hour
    std::size_t level = 0;                   ///< in `levels_`
    std::size_t full_level = 0;
  };
  /// What was asked for in the hours at one level of one load.
  struct AtLevel {
    Power demand;
    int hours_asked = 0;
    bool runs = true;
  };

  void book_run(Missing& missing, int until);
  void add_levels(std::size_t k, Missing& sum) const;

  void book_short(Missing& missing, const LoadHour& hour_of_load);

  const LoadTable* table_ = nullptr;
  std::size_t band_ = 0;
  std::vector<Missing> loads_;
  std::vector<AtLevel> levels_;  ///< of each load in turn, full level first
  bool in_spell_ = false;
  StepFlows month_flows_;
  Power month_refused_;
  StepFlows total_;
  std::array<PlantMonth, months_per_year> months_{};
  std::array<Power, hours_per_year / 24> day_demand_{};
};

}  // namespace islet
