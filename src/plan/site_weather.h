// The weather a plan is made for: the site's own file, a station nearby, or synthetic years.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/weather.h"
#include "energy/panels.h"
#include "energy/sun_table.h"
#include "site/site.h"

namespace islet {

/// One year as the plant sees it.
struct SkyYear {
  std::vector<double> panel_yield;  ///< watts per rated watt, hours_per_year of them
  std::vector<double> wind_yield;   ///< of a turbine, watts per rated watt; empty: none
  std::vector<Temperature> air;
  /// Air around a heated battery: its insulated box never falls below -19 C, where its heater
  /// still lets it work (assumption, grade D; without it a sub-arctic site has no battery at all).
  std::vector<Temperature> sheltered_air;
  std::vector<Power> grid;  ///< empty: no grid
};

/// What the sky years were made from, for the same panels at another tilt.
struct WeatherMaterial {
  std::vector<WeatherYear> years;  ///< in the order of the sky years
  SunTable suns;
  std::vector<const std::vector<SunPosition>*> sun;  ///< of each year
  PanelModel panels;
  std::vector<double> dirt;
};

struct SiteWeather {
  std::vector<SkyYear> years;  ///< the first is the one sizes are searched on
  /// Of a site that stays and has sun.
  std::unique_ptr<const WeatherMaterial> material;
  PanelMount mount;
  std::string source;
  Grade grade = Grade::d;
  double sun_range = 0.08;  ///< 90 % half-range of the yearly sum, as a share of it
};

struct WeatherWish {
  int count = 1;  ///< >= 1
  std::uint64_t seed = 1;
  bool only_drawn = false;  ///< no real year among them
};

/// `wish.count` years for the site. Real years first: the site's own file or a station within
/// reach; the rest is synthetic, from the monthly means of that file, of the site file or of the
/// shipped table. A moving site has the weather along its route (route_weather.h); without
/// positions it has no sun and air between its extremes.
/// The first year is the second darkest of them by its worst 14 days: sizes that hold in it hold
/// in nine of ten (`Goals::confidence`). Errors: weather file missing or wrong, sun wanted on a
/// moving site.
Result<SiteWeather> site_weather(const Site& site, const PanelModel& panels,
                                 const std::string& data_folder, const WeatherWish& wish = {});

/// Some of the years, from `first` on; without material.
SiteWeather years_of(const SiteWeather& weather, std::size_t first, std::size_t count);

/// The first `count` years with the panels at that tilt, all else alike; `weather.material` is
/// there.
SiteWeather at_tilt(const SiteWeather& weather, double tilt_deg, std::size_t count);

/// Monthly means of an hourly year.
MonthlyClimate monthly_means(const WeatherYear& weather);

}  // namespace islet
