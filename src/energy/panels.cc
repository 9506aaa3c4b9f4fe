#include "energy/panels.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/check.h"

namespace islet {
namespace {

/// Wind at the panels, taken from station height (10 m): SSC's factor for a low mount.
constexpr double wind_at_panel = 0.51;

/// Light that enters the glass at `cosine` of incidence, as a share of all that falls on it.
double glass_transmittance(double cosine) {
  constexpr double index = 1.526;
  constexpr double absorption = 4.0 * 0.002;  // 4 per metre, 2 mm of glass
  const double inside = std::sqrt(1.0 - (1.0 - cosine * cosine) / (index * index));
  const double across = (cosine - index * inside) / (cosine + index * inside);
  const double along = (inside - index * cosine) / (inside + index * cosine);
  const double reflected = 0.5 * (across * across + along * along);
  return (1.0 - reflected) * std::exp(-absorption / inside);
}

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
  model.nominal_cell = module.nominal_cell;
  model.efficiency = module.efficiency;
  model.soiling = soiling;
  return model;
}

/// Light that gets through the cover glass, against normal incidence.
///
///     ashrae:   max(0, 1 - 0.05 (1 / cos aoi - 1))
///     physical: t(aoi) / t(0),   t = (1 - Fresnel reflection) exp(-K L / cos refracted)
///               n 1.526, K 4 /m, L 2 mm
///
/// Valid for   plain glass; beam light
/// Leaves out  anti-reflective coatings (1 % more), diffuse light
/// Source      Souka and Safwat, Solar Energy 10(4), 1966; De Soto, Klein, Beckman, Solar Energy
///             80(1), 2006
double incidence_gain(IncidenceModel model, double incidence_cosine) {
  if (model == IncidenceModel::none) return 1.0;
  if (incidence_cosine <= 1e-9) return 0.0;
  const double cosine = std::min(incidence_cosine, 1.0);
  if (model == IncidenceModel::ashrae) return std::max(0.0, 1.0 - 0.05 * (1.0 / cosine - 1.0));
  return glass_transmittance(cosine) / glass_transmittance(1.0);
}

/// Temperature of the cells.
///
///     sapm:   air + light exp(-3.56 - 0.075 wind) + light / 1000 * 3 K
///     faiman: air + light / (25 + 6.84 wind)
///     noct:   air + light / 800 (NOCT - 20) (1 - efficiency / 0.9) 9.5 / (5.7 + 3.8 * 0.51 wind)
///
/// Valid for   open racks, glass front and polymer back; hourly means
/// Leaves out  the module's own heat store, rain
/// Source      King, Boyson, Kratochvil, SAND2004-3535; Faiman, Prog. Photovoltaics 16(4), 2008;
///             Gilman et al., NREL/TP-6A20-67399, 2018
Temperature cell_temperature(const PanelModel& model, Irradiance light, Temperature air,
                             Speed wind) {
  const double g = light / watt_per_square_metre;
  const double w = std::max(0.0, wind / metre_per_second);
  switch (model.cell) {
    case CellModel::sapm:
      return air + (g * std::exp(-3.56 - 0.075 * w) + g / 1000.0 * 3.0) * kelvin;
    case CellModel::faiman:
      return air + g / (25.0 + 6.84 * w) * kelvin;
    case CellModel::noct:
      return air + g / 800.0 * ((model.nominal_cell - celsius(20)) / kelvin) *
                       (1.0 - model.efficiency / 0.9) * 9.5 / (5.7 + 3.8 * wind_at_panel * w) *
                       kelvin;
  }
  return air;
}

/// Direct current of a panel by PVWatts, per rated watt.
///
///     light / 1000 * (1 + coefficient (cell - 25)) * (1 - losses) * (1 - soiling)
///
/// Valid for   crystalline and thin-film modules with their own coefficient
/// Leaves out  the fall of efficiency in weak light (about 1 % of a year)
/// Source      Dobos, PVWatts version 5 manual, NREL/TP-6A20-62641, 2014
double panel_output(const PanelModel& model, Irradiance effective_light, Temperature cell) {
  const double warm = 1.0 + model.power_coefficient * ((cell - celsius(25)) / kelvin);
  const double suns = effective_light / (1000.0 * watt_per_square_metre);
  return std::max(0.0, suns * warm) * (1.0 - model.losses) * (1.0 - model.soiling);
}

std::vector<double> panel_year(const WeatherYear& weather, std::span<const SunPosition> sun,
                               const PanelMount& mount, const PanelModel& model) {
  CHECK(weather.hours.size() == hours_per_year && sun.size() == hours_per_year);
  std::vector<double> yield(hours_per_year, 0.0);
  Light light;
  for (std::size_t i = 0; i < hours_per_year; ++i) {
    light.sky = weather.hours[i];
    if (light.sky.ghi + light.sky.dhi + light.sky.dni <= Irradiance()) continue;
    light.sun = sun[i];
    light.extraterrestrial = extraterrestrial(static_cast<int>(i / 24));
    const PlaneLight plane = plane_light(model.sky, light, mount.surface, mount.albedo);
    const double gain = incidence_gain(model.incidence, incidence_cosine(light.sun, mount.surface));
    const Temperature cell = cell_temperature(model, plane.total(), light.sky.air, light.sky.wind);
    yield[i] = panel_output(model, gain * plane.beam + plane.sky + plane.ground, cell);
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
  const int centre = static_cast<int>(best.surface.tilt_deg);
  for (int tilt_deg = std::max(0, centre - 9); tilt_deg <= std::min(90, centre + 9); ++tilt_deg) {
    if (tilt_deg != centre) try_tilt(tilt_deg);
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
