// Solar panels: from a weather year to the power that each rated watt gives, hour by hour.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "catalog/gear.h"
#include "catalog/weather.h"
#include "energy/cell_temperature.h"
#include "energy/glass.h"
#include "energy/sun_position.h"
#include "energy/tracker.h"
#include "energy/transposition.h"

namespace islet {

/// Losses of PVWatts' default (14.08 % in all) without its 2 % for soiling, which stands apart.
inline constexpr double pvwatts_losses_less_soiling = 0.12322102743126995;

struct PanelMount {
  Surface surface;  ///< of a fixed mount; a tracker has its own
  double albedo = 0.2;
  std::optional<Tracker> tracker = std::nullopt;
  bool follows_sun = false;     ///< on two axes; then surface and tracker do not count
  double row_ground_cover = 0;  ///< width of rows over their distance; 0: a row on its own
};

/// The plane that the panels have while the sun stands there.
Surface plane_at(const PanelMount& mount, const SunPosition& sun);

/// How a kind of panel turns light into power. Ratios 0..1.
struct PanelModel {
  double power_coefficient = -0.0037;  ///< 1/K, negative
  SkyModel sky = SkyModel::perez;
  CellCooling cooling;
  IncidenceModel incidence = IncidenceModel::physical;
  bool diffuse_incidence = false;      ///< whether the glass dims diffuse light too
  double weak_light = 0;               ///< loss at 200 W/m2 as a share of the rating, 0..0.05
  bool gains_in_strong_light = false;  ///< whether that loss turns into a gain above 1000 W/m2
  double losses = pvwatts_losses_less_soiling;
  double soiling = 0.02;
};

/// The model of a catalogue module; `soiling` is the share of light lost to dirt over the year.
PanelModel panel_model(const PvModule& module, double soiling);

/// Direct-current power per rated watt, losses and soiling included.
double panel_output(const PanelModel& model, Irradiance effective_light, Temperature cell);

/// What lies on the glass over the year. Empty series mean: the model's own soiling, no snow.
struct PanelCover {
  std::span<const double> soiling;  ///< share of light lost, one for each day
  std::span<const double> snow;     ///< share of the panel covered, one for each hour
};

/// Light on the plane while the sun stands there, less what neighbouring rows take.
PlaneLight mounted_light(SkyModel model, const Light& light, const PanelMount& mount,
                         const Surface& surface);

/// Power at the charge controller's input per rated watt, for each hour of the year. `sun` holds
/// one position for each hour, at the moment that the weather year names.
std::vector<double> panel_year(const WeatherYear& weather, std::span<const SunPosition> sun,
                               const PanelMount& mount, const PanelModel& model,
                               const PanelCover& cover = {});

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
