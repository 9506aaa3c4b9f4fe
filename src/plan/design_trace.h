// What a report draws of one design: every weather year in a row, and one year of it hour by hour.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "catalog/importance.h"
#include "catalog/weather.h"
#include "energy/plant_year.h"

namespace islet {

inline constexpr int fortnight_hours = 14 * 24;

/// What one weather year came to.
struct YearOutcome {
  bool met = false;  ///< all requirements
  Energy used, unserved, generator, grid;
  Volume fuel;
  Duration generator_time;
  double renewable = 0;
  double lowest_charge = 0;    ///< of the usable window
  std::vector<double> served;  ///< share of the work done, by workload of the site
};

/// One consumer in the traced year.
struct LoadShape {
  std::string name;
  int workload = -1;  ///< index in Site::workloads; -1: a machine at idle, a link, another load
  Importance importance = Importance::normal;
  bool in_enclosure = false;               ///< its heat must be moved out
  Energy served;                           ///< in the year, without cooling
  std::array<Power, 24> demand_by_hour{};  ///< mean over the days, by hour of the day
};

/// What one workload asks for in a week; hour 0 is Monday 00:00 local standard time.
struct WeekShape {
  int workload = 0;
  std::array<Frequency, 168> rate{};
};

struct MonthOfAir {
  Temperature low, mean, high;
};

struct DayFlows {
  Energy used, unserved, panels, curtailed, generator, grid;
};

/// Chance that work as important as `least` and above goes on without a break when grid and
/// generator are gone, by hours since they are: from 1 hour on.
struct SurvivalCurve {
  Importance least = Importance::low;
  std::vector<double> chance;
};

/// The first weather year, which sizes were searched on.
struct TracedYear {
  StepFlows total;  ///< `load` includes cooling
  Energy cooling;
  std::vector<LoadShape> loads;
  std::vector<DayFlows> days;   ///< 365
  std::vector<double> charge;   ///< 8760: share of the usable window at the end of each hour
  int worst_fortnight_day = 0;  ///< 0..351: first day of the 14 with least sun against demand
  std::vector<StepFlows> worst_fortnight;  ///< its hours
  std::array<MonthOfAir, months_per_year> air{};
  std::array<Volume, months_per_year> fuel{};
  Temperature hottest_inside;
  Duration too_hot;
  int generator_starts = 0;
  Duration generator_time;
  int deliveries = 0;
  int tank_ran_dry = 0;
  std::vector<double> inside_c;  ///< 8760: the enclosure's air, Celsius; empty without a cooler
  std::vector<Volume> tank;      ///< 365: at the end of each day; empty without a tank
  std::vector<SurvivalCurve> survival;  ///< all work, then safety work; none without a battery
  /// Of the battery's nameplate, at the start and at the end of each year of the site's life; a new
  /// one follows where it is worn out. None without a battery.
  std::vector<double> battery_health;
};

struct DesignTrace {
  TracedYear year;
  std::vector<WeekShape> weeks;  ///< of the workloads that compute
};

}  // namespace islet
