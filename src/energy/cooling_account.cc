// A cooler through a year of weather.
#include "energy/cooling_account.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"

namespace islet {

/// Staged derating.
///
///     largest stage s of 1, 0.9, 0.75, 0.5, 0.25, 0 with
///     inside_temperature(ambient, s * full) <= inside_max and s * full <= heat_max
///
/// Valid for   steady state, one hour and longer
/// Leaves out  heat stored in the enclosure, which buys minutes
/// Source      stages: assumption, grade D, 2026-11; limits: the records of cooler and host
double heat_stage(const Cooling& unit, Temperature ambient, Power full) {
  for (const double stage : heat_stages) {
    if (stage > 0 && is_within_limits(unit, ambient, stage * full)) return stage;
  }
  return 0;
}

CoolingAccount cooling_account(const Cooling& unit, Power full, std::span<const Temperature> air) {
  CHECK(air.size() == hours_per_year);
  CoolingAccount account;
  account.sum.hottest = celsius(-273.15);
  double year_kelvins = 0;
  std::size_t i = 0;
  for (int month_index = 0; month_index < months_per_year; ++month_index) {
    CoolingMonth& now = account.months[static_cast<std::size_t>(month_index)];
    now.hottest = celsius(-273.15);
    const int count = 24 * days_in_month(month_index);
    double kelvins = 0;
    for (int left = count; left > 0; --left, ++i) {
      const double stage = heat_stage(unit, air[i], full);
      const Power heat = stage * full;
      kelvins += air[i].in_kelvin();
      now.heat += heat * hour;
      now.draw += draw_per_heat(unit, air[i]) * heat * hour;
      now.hottest = std::max(now.hottest, inside_temperature(unit, air[i], heat));
      if (stage > 0) {
        now.hottest_at_work = std::max(now.hottest_at_work, inside_temperature(unit, air[i], heat));
      }
      if (stage < 1) now.derated += hour;
    }
    year_kelvins += kelvins;
    now.air = celsius(kelvins / count - 273.15);
    now.work = full > Power() ? now.heat / (full * (count * hour)) : 1;
    account.sum.heat += now.heat;
    account.sum.draw += now.draw;
    account.sum.derated += now.derated;
    account.sum.hottest = std::max(account.sum.hottest, now.hottest);
    account.sum.hottest_at_work = std::max(account.sum.hottest_at_work, now.hottest_at_work);
  }
  account.sum.air = celsius(year_kelvins / hours_per_year - 273.15);
  account.sum.work = full > Power() ? account.sum.heat / (full * year) : 1;
  return account;
}

}  // namespace islet
