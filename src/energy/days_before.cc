#include "energy/days_before.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "energy/battery.h"
#include "energy/cooling.h"

namespace islet {
namespace {

constexpr int days = 7;
constexpr int hours_a_day = 24;

/// Of the year; years follow upon each other.
int hour_at(int number) { return (number % hours_per_year + hours_per_year) % hours_per_year; }

}  // namespace

std::vector<Power> set_demand(const Plant& plant, const PlantWeather& weather,
                              std::span<const Load> loads) {
  const Power own = plant.own_draw + plant.battery.standby;
  std::vector<Power> demand(hours_per_year, plant.conversion.bus_to_load * own);
  for (std::size_t at = 0; at < demand.size(); ++at) {
    const double cooled = weather.air.empty() ? 0.0 : draw_per_heat(plant.cooling, weather.air[at]);
    for (const Load& load : loads) {
      demand[at] += (1 + (load.heats_enclosure ? cooled : 0.0)) * load.demand[at];
    }
  }
  return demand;
}

DaysBefore::DaysBefore(const Plant& plant, const PlantWeather& weather, std::vector<Power> demand,
                       int hours)
    : weather_(weather),
      sun_on_bus_(plant, weather),
      bus_to_load_(plant.conversion.bus_to_load),
      demand_(std::move(demand)),
      hours_(static_cast<std::size_t>(hours)) {
  CHECK(demand_.size() == hours_per_year);
  const Battery& battery = plant.battery;
  plain_.store = battery.usable() * battery.discharge_efficiency * plant.conversion.bus_to_load;
  plain_.kept = plant.keep_above;
  plain_.returned = battery.charge_efficiency * battery.discharge_efficiency;
}

/// Panels and grid by the same hours of the past seven whole days: a day as dark as its darkest,
/// and then such days as they were in the mean. What the loads are set to draw is known.
///
///     panels(k) = mean over 7 days of the hour k
///                 * least of the 7 days' sums / their mean           within a day, else * 1
///
/// Valid for   weather that goes on as it was: one day in eight is darker than the darkest of seven
/// Leaves out  weather services, seasons within the week, what today was like so far
/// Source      persistence, the reference of forecasts (Inman, Pedro, Coimbra, Progress in Energy
///             and Combustion Science 39(6), 2013); order statistics of days that are exchangeable
void DaysBefore::learn(int today) {
  sun_ = {};
  grid_ = {};
  Power sum;
  Power least;
  for (int back = 1; back <= days; ++back) {
    Power given;
    for (int of_day = 0; of_day < hours_a_day; ++of_day) {
      const int at = hour_at(hours_a_day * (today - back) + of_day);
      const auto slot = static_cast<std::size_t>(of_day);
      if (!weather_.grid.empty()) grid_[slot] += weather_.grid[static_cast<std::size_t>(at)] / days;
      const Power panels = bus_to_load_ * sun_on_bus_[at];
      sun_[slot] += panels / days;
      given += panels;
    }
    sum += given;
    least = back == 1 ? given : std::min(least, given);
  }
  dark_ = sum > Power() ? days * (least / sum) : 0.0;
  learnt_ = today;
}

void DaysBefore::look(int now, Outlook& out) {
  out = plain_;
  if (learnt_ != now / hours_a_day) learn(now / hours_a_day);
  auto at = static_cast<std::size_t>(hour_at(now));
  std::size_t slot = at % hours_a_day;
  for (std::size_t k = 0; k < hours_.size(); ++k) {
    const double share = k < sun_.size() ? dark_ : 1.0;
    hours_[k] = {share * sun_[slot], grid_[slot], demand_[at], weather_.quiet_hours[slot]};
    if (++at == demand_.size()) at = 0;
    if (++slot == sun_.size()) slot = 0;
  }
  out.hours = hours_;
}

}  // namespace islet
