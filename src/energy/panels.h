// Solar panels: from a weather year to the power that each rated watt gives, hour by hour.
#pragma once

#include <span>
#include <vector>

#include "base/quantity.h"
#include "catalog/gear.h"
#include "catalog/weather.h"
#include "energy/sun_position.h"
#include "energy/transposition.h"

namespace islet {

enum class CellModel { sapm, faiman, noct };
enum class IncidenceModel { none, ashrae, physical };

/// Losses of PVWatts' default (14.08 % in all) without its 2 % for soiling, which stands apart.
inline constexpr double pvwatts_losses_less_soiling = 0.12322102743126995;

struct PanelMount {
  Surface surface;
  double albedo = 0.2;
};

/// How a kind of panel turns light into power. Ratios 0..1.
struct PanelModel {
  double power_coefficient = -0.0037;  ///< 1/K, negative
  Temperature nominal_cell = celsius(45);
  SkyModel sky = SkyModel::perez;
  CellModel cell = CellModel::sapm;
  IncidenceModel incidence = IncidenceModel::physical;
  double efficiency = 0.2;  ///< at 1000 W/m2; only the NOCT model looks at it
  double losses = pvwatts_losses_less_soiling;
  double soiling = 0.02;
};

/// The model of a catalogue module; `soiling` is the share of light lost to dirt over the year.
PanelModel panel_model(const PvModule& module, double soiling);

/// Share of beam light that gets through the glass, 1 at normal incidence, 0 from the side.
double incidence_gain(IncidenceModel model, double incidence_cosine);

/// Cell temperature under `light` on the plane.
Temperature cell_temperature(const PanelModel& model, Irradiance light, Temperature air,
                             Speed wind);

/// Direct-current power per rated watt, losses and soiling included.
double panel_output(const PanelModel& model, Irradiance effective_light, Temperature cell);

/// Power at the charge controller's input per rated watt, for each hour of the year. `sun` holds
/// one position for each hour, at the moment that the weather year names.
std::vector<double> panel_year(const WeatherYear& weather, std::span<const SunPosition> sun,
                               const PanelMount& mount, const PanelModel& model);

/// Facing the equator: 180 north of it, 0 south of it.
double equator_azimuth_deg(double latitude_deg);

/// Tilt for a fixed panel where nothing is known but the latitude; at least 10 so that rain
/// cleans it.
double default_tilt_deg(double latitude_deg);

/// What a tilt search looks for. Off-grid plants are sized by their darkest month.
enum class TiltGoal { whole_year, darkest_month };

/// The best fixed tilt facing the equator, to one degree.
PanelMount best_mount(const WeatherYear& weather, std::span<const SunPosition> sun,
                      const PanelModel& model, TiltGoal goal);

/// Power left after `age`, as a share of the rating.
double panel_health(const PvModule& module, Duration age);

}  // namespace islet
