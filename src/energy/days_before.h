// What can be expected of the coming hours by the days that have been: the same hours of the past
// week, and how much such days differ.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "energy/plant_year.h"
#include "energy/policy.h"
#include "energy/sun_on_bus.h"

namespace islet {

/// What the loads are set to draw in each hour of the year, cooling and the plant's own included,
/// as the loads see it.
std::vector<Power> set_demand(const Plant& plant, const PlantWeather& weather,
                              std::span<const Load> loads);

/// The outlook of any hour of a plant-year. Knows nothing of that hour or later ones but what the
/// loads are set to draw.
class DaysBefore {
 public:
  /// `hours`: so many are looked ahead, at least 1. `demand`: of hours_per_year hours
  /// (`set_demand`). The spans of the weather must outlive it.
  DaysBefore(const Plant& plant, const PlantWeather& weather, std::vector<Power> demand, int hours);
  /// Of the year's hour `now`, 0 to 8759; the year follows upon itself.
  void look(int now, Outlook& out);

 private:
  void learn(int today);

  PlantWeather weather_;
  SunOnBus sun_on_bus_;
  double bus_to_load_ = 1;
  Outlook plain_;              ///< without hours
  std::vector<Power> demand_;  ///< by hour of the year
  std::vector<HourAhead> hours_;
  // Of the seven whole days before `learnt_`, by the hour of the day.
  int learnt_ = -1;
  std::array<Power, 24> sun_{};
  std::array<Power, 24> grid_{};
  double dark_ = 0;  ///< the darkest of them, as a share of their mean
};

}  // namespace islet
