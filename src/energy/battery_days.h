// A battery on its own: one day of filling and emptying hour by hour, and its ageing over years of
// such days.
#pragma once

#include <array>
#include <vector>

#include "base/quantity.h"
#include "catalog/gear.h"
#include "energy/battery_ageing.h"

namespace islet {

/// The day: filled at `charge` from `fills_from` to `fills_to`, else emptied at `load`.
struct BatteryDuty {
  Power charge;
  Power load;
  int fills_from = 6;  ///< hour of the day, 0..23
  int fills_to = 18;   ///< later than `fills_from`, at most 24
  Temperature cells = celsius(25);
};

struct BatteryHour {
  Energy in;          ///< at the terminals
  Energy out;         ///< at the terminals
  Energy lost;        ///< in the cells, its electronics, its heater
  double charge = 0;  ///< of the nameplate, at the hour's end
};

struct BatteryDay {
  std::array<BatteryHour, 24> hours{};
  Energy in, out, lost;
  double depth = 0;  ///< of the nameplate, between its fullest and emptiest hour
};

/// A day that ends as it began: days are run until the charge repeats, at most 400.
BatteryDay battery_day(const BatteryModule& module, Energy capacity, const BatteryDuty& duty);

struct BatteryAge {
  double left = 1;     ///< share of the rated capacity at the year's end
  double cycles = 0;   ///< full cycles so far
  double by_time = 0;  ///< share of the rated capacity lost by the calendar
  double by_cycles = 0;
  bool worn_out = false;
};

/// Ageing under such days, year by year, without replacement. Ranges are counted by rainflow.
std::vector<BatteryAge> battery_years(const BatteryModule& module, Energy capacity,
                                      const BatteryDuty& duty, int years);

}  // namespace islet
