#include "energy/panels.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/check.h"

namespace islet {
namespace {

/// Yield of the year, or of its darkest month per day.
double goal_value(const std::vector<double>& yield, TiltGoal goal) {
  double whole = 0.0;
  double darkest = 0.0;
  std::size_t hour_index = 0;
  for (int month_index = 0; month_index < months_per_year; ++month_index) {
    const int days = days_in_month(month_index);
    double sum = 0.0;
    for (int i = 0; i < days * 24; ++i) sum += yield[hour_index++];
    whole += sum;
    const double per_day = sum / days;
    darkest = month_index == 0 ? per_day : std::min(darkest, per_day);
  }
  return goal == TiltGoal::whole_year ? whole : darkest;
}

}  // namespace

PanelModel panel_model(const PvModule& module, double soiling) {
  CHECK(soiling >= 0.0 && soiling <= 1.0);
  PanelModel model;
  model.power_coefficient = module.power_coefficient.typical;
  model.cooling.nominal_cell = module.nominal_cell;
  model.cooling.efficiency = module.efficiency;
  model.soiling = soiling;
  return model;
}

Surface plane_at(const PanelMount& mount, const SunPosition& sun) {
  if (mount.follows_sun) return {std::min(sun.zenith_deg, 90.0), sun.azimuth_deg};
  if (!mount.tracker) return mount.surface;
  return tracker_surface(*mount.tracker, tracker_rotation_deg(*mount.tracker, sun));
}

namespace {

/// Share of the beam that neighbouring rows take. Fixed rows are trackers that stand still.
double beam_shade(const PanelMount& mount, const SunPosition& sun) {
  if (mount.follows_sun) return 0.0;
  if (mount.tracker) {
    if (mount.tracker->backtracks) return 0.0;
    return row_shade(*mount.tracker, sun, tracker_rotation_deg(*mount.tracker, sun));
  }
  if (mount.row_ground_cover <= 0.0) return 0.0;
  Tracker still;
  still.axis_azimuth_deg = mount.surface.azimuth_deg - 90.0;
  still.ground_cover = mount.row_ground_cover;
  return row_shade(still, sun, mount.surface.tilt_deg);
}

}  // namespace

PlaneLight mounted_light(SkyModel model, const Light& light, const PanelMount& mount,
                         const Surface& surface) {
  PlaneLight plane = plane_light(model, light, surface, mount.albedo);
  plane.beam *= 1.0 - beam_shade(mount, light.sun);
  if (mount.row_ground_cover > 0.0) {
    const RowView view = row_view(mount.row_ground_cover, surface.tilt_deg);
    plane.sky *= view.sky;
    plane.ground *= view.ground;
  }
  return plane;
}

/// Direct current of a panel by PVWatts, per rated watt.
///
///     (light / 1000 * (1 + coefficient (cell - 25)) - weak) * (1 - losses) * (1 - soiling)
///     weak = k (1000 - light) / 800, at most at 200 W/m2; below it k (1 - (1 - light / 200)^4);
///            0 above 1000 W/m2 unless `gains_in_strong_light`
///
/// Valid for   crystalline and thin-film modules with their own coefficient
/// Leaves out  the colour of the light; the fall of efficiency in weak light where k is 0
/// Source      Dobos, PVWatts version 5 manual, NREL/TP-6A20-62641, 2014; Marion, "Comparison of
///             predictive models for photovoltaic module performance", NREL/CP-520-42511, 2008
double panel_output(const PanelModel& model, Irradiance effective_light, Temperature cell) {
  const double warm = 1.0 + model.power_coefficient * ((cell - celsius(25)) / kelvin);
  const double suns = effective_light / (1000.0 * watt_per_square_metre);
  double weak = 0.0;
  if (model.weak_light > 0.0 && (suns < 1.0 || model.gains_in_strong_light)) {
    const double rest = 1.0 - suns / 0.2;
    weak = suns > 0.2 ? (1.0 - suns) / 0.8 : 1.0 - rest * rest * rest * rest;
  }
  const double power = suns * warm - model.weak_light * weak;
  return std::max(0.0, power) * (1.0 - model.losses) * (1.0 - model.soiling);
}

std::vector<double> panel_year(const WeatherYear& weather, std::span<const SunPosition> sun,
                               const PanelMount& mount, const PanelModel& model,
                               const PanelCover& cover) {
  CHECK(weather.hours.size() == hours_per_year && sun.size() == hours_per_year);
  CHECK(cover.soiling.empty() || cover.soiling.size() == hours_per_year / 24);
  CHECK(cover.snow.empty() || cover.snow.size() == hours_per_year);
  std::vector<double> yield(hours_per_year, 0.0);
  PanelModel today = model;
  Light light;
  Surface surface = mount.surface;
  DiffuseGain diffuse;
  if (model.diffuse_incidence) diffuse = diffuse_gain(model.incidence, surface.tilt_deg);
  for (std::size_t i = 0; i < hours_per_year; ++i) {
    if (i % 24 == 0) light.extraterrestrial = extraterrestrial(static_cast<int>(i / 24));
    light.sky = weather.hours[i];
    if (light.sky.ghi + light.sky.dhi + light.sky.dni <= Irradiance()) continue;
    light.sun = sun[i];
    if (mount.tracker || mount.follows_sun) {
      surface = plane_at(mount, light.sun);
      if (model.diffuse_incidence) diffuse = diffuse_gain(model.incidence, surface.tilt_deg);
    }
    const PlaneLight plane = mounted_light(model.sky, light, mount, surface);
    const double gain = incidence_gain(model.incidence, plane.incidence_cosine);
    const Temperature cell =
        cell_temperature(model.cooling, {plane.total(), light.sky.air, light.sky.wind});
    if (!cover.soiling.empty()) today.soiling = cover.soiling[i / 24];
    const Irradiance inside =
        gain * plane.beam + diffuse.sky * plane.sky + diffuse.ground * plane.ground;
    yield[i] = panel_output(today, inside, cell);
    if (!cover.snow.empty()) yield[i] *= 1.0 - cover.snow[i];
  }
  return yield;
}

double equator_azimuth_deg(double latitude_deg) { return latitude_deg >= 0.0 ? 180.0 : 0.0; }

/// Best fixed tilt for a whole year by latitude p.
///
///     north: 1.3793 + p (1.2011 + p (-0.014404 + p 0.000080509))
///     south: -(-0.41657 + p (1.4216 + p (0.024051 + p 0.00021828)))
///
/// Valid for   latitudes to 70; not below 10 degrees of tilt, so that rain cleans the glass
/// Leaves out  the site's own clouds: `best_mount` looks at them
/// Source      Jacobson and Jadhav, Solar Energy 169, 2018, figure 1
double default_tilt_deg(double latitude_deg) {
  const double p = latitude_deg;
  const double north = 1.3793 + p * (1.2011 + p * (-0.014404 + p * 0.000080509));
  const double south = 0.41657 - p * (1.4216 + p * (0.024051 + p * 0.00021828));
  return std::clamp(p >= 0.0 ? north : south, 10.0, 90.0);
}

PanelMount best_mount(const WeatherYear& weather, std::span<const SunPosition> sun,
                      const PanelModel& model, TiltGoal goal) {
  PanelMount best;
  best.surface.azimuth_deg = equator_azimuth_deg(weather.position.latitude_deg);
  double best_value = -1.0;
  PanelMount mount = best;
  const auto try_tilt = [&](int tilt_deg) {
    mount.surface.tilt_deg = tilt_deg;
    const double value = goal_value(panel_year(weather, sun, mount, model), goal);
    if (value > best_value) {
      best_value = value;
      best = mount;
    }
  };
  for (int tilt_deg = 0; tilt_deg <= 90; tilt_deg += 10) try_tilt(tilt_deg);
  // A month's sum over the tilt has one top, and so has the least of twelve: steps may be halved.
  for (const int step : {5, 3, 2, 1, 1}) {
    const int centre = static_cast<int>(best.surface.tilt_deg);
    if (centre - step >= 0) try_tilt(centre - step);
    if (centre + step <= 90) try_tilt(centre + step);
  }
  return best;
}

/// Power left after some years.
///
///     1 - first_year_loss min(age, 1) - loss_per_year max(0, age - 1)
///
/// Valid for   the module's life
/// Leaves out  sudden failures
/// Source      Jordan et al., Prog. Photovoltaics 24(7), 2016: linear in time
double panel_health(const PvModule& module, Duration age) {
  const double years = std::max(0.0, age / year);
  return std::max(0.0, 1.0 - module.first_year_loss * std::min(years, 1.0) -
                           module.loss_per_year.typical * std::max(0.0, years - 1.0));
}

}  // namespace islet
