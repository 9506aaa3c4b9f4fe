// PVWatts 5 and 8 as NREL's programs run them, from weather to alternating current.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "catalog/weather.h"
#include "energy/pvwatts_sun.h"

namespace islet {

enum class PvwattsVersion { five, eight };
enum class PvwattsModule { standard, premium, thin_film };
enum class PvwattsMount { open_rack, roof, one_axis, one_axis_backtracking, two_axis };

/// What PVWatts asks its users. Shares 0..1.
struct PvwattsDesign {
  PvwattsVersion version = PvwattsVersion::eight;
  PvwattsModule module = PvwattsModule::standard;
  PvwattsMount mount = PvwattsMount::open_rack;
  double tilt_deg = 20;  ///< of the plane, or of the axis
  double azimuth_deg = 180;
  double rotation_max_deg = 45;
  double ground_cover = 0.4;  ///< width of rows over their distance, 0.01..0.99
  double albedo = 0.2;
  Power rating = 4 * kilowatt;  ///< of the panels; sets how many rows there are
  double panels_over_inverter = 1.2;
  double inverter_efficiency = 0.96;
  double losses = 0.140757;
  std::array<double, months_per_year> soiling{};  ///< light lost, by month; version 8
};

/// What an hour of a plant comes to.
struct PvwattsOutput {
  Irradiance light;  ///< on the plane, less what rows shade and dirt takes
  Temperature cell;
  double direct = 0;       ///< power before the inverter over the panels' rating
  double alternating = 0;  ///< power after it, over the panels' rating
};

/// Every hour of the year; `sun` is `pvwatts_sun_year` of the same weather.
std::vector<PvwattsOutput> pvwatts_year(const PvwattsDesign& design, const WeatherYear& weather,
                                        std::span<const PvwattsHour> sun);

/// Output of the inverter, over the panels' rating, for `direct` over the same.
double pvwatts_inverter(const PvwattsDesign& design, double direct);

}  // namespace islet
