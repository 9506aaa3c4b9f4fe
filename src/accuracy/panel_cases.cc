// Runs parts of panels, and years of whole plants of panels, on cases with published results.
#include "accuracy/panel_cases.h"

#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "energy/panels.h"
#include "energy/pv_inverter.h"
#include "energy/sun.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr Irradiance w_m2 = watt_per_square_metre;

std::vector<FoundFigure> glass_figures(const PowerCase& one) {
  const IncidenceModel model = one.text("model") == "ashrae" ? IncidenceModel::ashrae
                               : one.has("n_ar")             ? IncidenceModel::coated
                                                             : IncidenceModel::physical;
  return {{"iam", incidence_gain(model, std::cos(one.number_or("aoi", 0) * degree))}};
}

std::vector<FoundFigure> cell_figures(const PowerCase& one) {
  const std::string name = one.text("model");
  CellCooling cooling;
  cooling.efficiency = one.number_or("eta_m", cooling.efficiency);
  if (name == "faiman") cooling.model = CellModel::faiman;
  if (name == "pvsyst") cooling.model = CellModel::pvsyst;
  if (name.starts_with("noct")) cooling.model = CellModel::noct;
  constexpr std::array<double, 4> coefficient_a = {-3.56, -3.47, -2.98, -2.81};  // by RackKind
  for (std::size_t rack = 0; rack < coefficient_a.size(); ++rack) {
    if (std::abs(one.number_or("a", coefficient_a[0]) - coefficient_a[rack]) > 1e-9) continue;
    cooling.rack = static_cast<RackKind>(rack);
  }
  const Irradiance light = one.number_or("poa", 0) * w_m2;
  const Temperature cell = cell_temperature(cooling, {light, celsius(one.number_or("tair", 20)),
                                                      one.number_or("wind", 0) * metre_per_second});
  const double over_module = one.number_or("deltaT", 0) * (light / (1000 * w_m2));
  return {{"tcell", cell.in_celsius()}, {"tmodule", cell.in_celsius() - over_module}};
}

std::vector<FoundFigure> direct_current_figures(const PowerCase& one) {
  PanelModel model;
  model.losses = model.soiling = 0;
  model.power_coefficient = one.number_or("gamma", model.power_coefficient);
  model.weak_light = one.number_or("k", 0);
  const double share =
      panel_output(model, one.number_or("poa", 0) * w_m2, celsius(one.number_or("tcell", 25)));
  return {{"pdc", one.number_or("pdc0", 0) * share}};
}

std::vector<FoundFigure> loss_figures(const PowerCase& one) {
  double kept = 1;
  for (const YamlEntry& part : one.inputs->entries) {
    kept *= 1 - one.number_or(part.key, 0) / 100;
  }
  return {{"loss_pct", 100 * (1 - kept)}};
}

std::vector<FoundFigure> tracker_figures(const PowerCase& one) {
  const double zenith_deg = one.number_or("zenith", 0);
  const SunPosition sun{90 - zenith_deg, one.number_or("azimuth", 180), zenith_deg};
  Tracker tracker;
  tracker.axis_tilt_deg = one.number_or("axis_tilt", 0);
  tracker.axis_azimuth_deg = one.number_or("axis_az", 0);
  tracker.rotation_max_deg = one.number_or("max_angle", 90);
  tracker.backtracks = one.number_or("backtrack", 1) != 0;
  tracker.ground_cover = one.number_or("gcr", 2.0 / 7);
  const double rotation_deg = tracker_rotation_deg(tracker, sun);
  const Surface surface = tracker_surface(tracker, rotation_deg);
  const double cosine = std::min(1.0, incidence_cosine(sun, surface));
  return {{"theta", rotation_deg},
          {"aoi", std::acos(cosine) / degree},
          {"tilt", surface.tilt_deg},
          {"azimuth", surface.azimuth_deg}};
}

/// What PVWatts states for a class of module.
struct ModuleClass {
  double coefficient = 0;  ///< of power, share a kelvin
  double efficiency = 0;
};

/// Premium, thin film and standard modules of versions 5 and 8.
ModuleClass pvwatts_class(const std::string& kind, bool is_version_5) {
  if (kind == "premium") return {-0.0035, is_version_5 ? 0.19 : 0.21};
  if (kind == "thin_film" || kind == "thinfilm") {
    return is_version_5 ? ModuleClass{-0.0020, 0.10} : ModuleClass{-0.0032, 0.18};
  }
  return is_version_5 ? ModuleClass{-0.0047, 0.15} : ModuleClass{-0.0037, 0.19};
}

/// Losses of the case, the first year's fading included.
double pvwatts_losses(const PowerCase& one) {
  const double losses = one.number_or("losses_pct", 14.0757) / 100;
  const YamlNode* fades = one.inputs->find("dc_degradation_pct_each_year");
  if (fades == nullptr || fades->items.empty()) return losses;
  return 1 - (1 - losses) * (1 - figure_in(fades->items.front()).value_or(0) / 100);
}

/// The panel of PVWatts by its class and version. Version 5 lets beam light through glass, 8 all
/// light; 8 takes one module for each class, which the coefficient stands for here.
///
/// Source  Dobos, NREL/TP-6A20-62641, 2014; SSC, cmod_pvwattsv8 (coefficients, efficiencies)
PanelModel pvwatts_panel(const PowerCase& one, bool is_version_5) {
  const std::string kind = one.text("module_type");
  const ModuleClass stated = pvwatts_class(kind, is_version_5);
  PanelModel model;
  model.soiling = 0;
  model.losses = pvwatts_losses(one);
  model.cooling.model = CellModel::noct;
  const bool is_roof = one.text("array_type").find("roof") != std::string::npos;
  model.cooling.nominal_cell = celsius(is_roof ? 49 : 45);
  model.power_coefficient = stated.coefficient;
  model.cooling.efficiency = stated.efficiency;
  const bool is_plain = is_version_5 && kind != "premium";
  model.incidence = is_plain ? IncidenceModel::physical : IncidenceModel::coated;
  model.diffuse_incidence = !is_version_5;
  return model;
}

PanelMount pvwatts_mount(const PowerCase& one) {
  PanelMount mount;
  const double tilt_deg = one.number_or("tilt", 0);
  mount.surface = {tilt_deg, one.number_or("azimuth", 180)};
  const std::string kind = one.text("array_type");
  if (kind.starts_with("1axis")) {
    mount.tracker = Tracker{tilt_deg, mount.surface.azimuth_deg, 45,
                            kind.find("backtrack") != std::string::npos, one.number_or("gcr", 0.4)};
  }
  mount.follows_sun = kind.starts_with("2axis");
  // Version 8 lets neighbouring rows take light of the sky, except on roofs.
  const bool is_version_5 = one.text("model") == "pvwattsv5";
  if (!is_version_5 && !mount.follows_sun && kind.find("roof") == std::string::npos) {
    mount.row_ground_cover = one.number_or("gcr", 0.4);
  }
  return mount;
}

double sum_of_month(const std::vector<double>& hours, int month_index) {
  std::size_t first = 0;
  for (int m = 0; m < month_index; ++m) first += static_cast<std::size_t>(days_in_month(m)) * 24;
  const std::size_t end = first + static_cast<std::size_t>(days_in_month(month_index)) * 24;
  double sum = 0;
  for (std::size_t i = first; i < end; ++i) sum += hours[i];
  return sum;
}

/// Light on the plane in each hour, kWh/m2.
std::vector<double> plane_year(const WeatherYear& weather, const std::vector<SunPosition>& sun,
                               const PanelMount& mount) {
  std::vector<double> hours(sun.size());
  for (std::size_t i = 0; i < sun.size(); ++i) {
    const Light light{weather.hours[i], sun[i], extraterrestrial(static_cast<int>(i / 24))};
    const PlaneLight plane = mounted_light(SkyModel::perez, light, mount, plane_at(mount, sun[i]));
    hours[i] = plane.total() / (1000 * w_m2);
  }
  return hours;
}

}  // namespace

Result<std::vector<FoundFigure>> solve_panel_case(const PowerCase& one, CaseSurroundings&) {
  if (one.has("aoi")) return glass_figures(one);
  if (one.has("tair")) return cell_figures(one);
  if (one.has("poa")) return direct_current_figures(one);
  if (one.has("eta_nom")) {
    const double rating = one.number_or("pdc0", 1);
    const double load = one.number_or("pdc", 0) / rating;
    return std::vector<FoundFigure>{
        {"pac", rating * inverter_output(load, one.number_or("eta_nom", 0.96))}};
  }
  if (one.has("mismatch")) return loss_figures(one);
  if (one.has("axis_az") || one.has("axis_tilt")) return tracker_figures(one);
  return unknown_inputs(one);
}

Result<std::vector<FoundFigure>> solve_pvwatts_case(const PowerCase& one,
                                                    CaseSurroundings& surroundings) {
  const Result<const SiteYear*> site = surroundings.weather.year_of(one.text("weather"));
  if (!site) return site.error();
  const WeatherYear& weather = (*site)->weather;
  const std::vector<SunPosition>& sun = (*site)->sun;
  const PanelMount mount = pvwatts_mount(one);
  const PanelModel model = pvwatts_panel(one, one.text("model") == "pvwattsv5");
  const std::vector<double> direct = panel_year(weather, sun, mount, model);
  PvInverter inverter;
  inverter.panels_over_rating = one.number_or("dc_ac_ratio", 1.2);
  inverter.nominal_efficiency = one.number_or("inv_eff_pct", 96) / 100;
  const std::vector<double> output = inverter_year(inverter, direct, weather, sun);
  const std::vector<double> plane = plane_year(weather, sun, mount);

  const double rated_kw = one.number_or("system_capacity_kw", 1);
  double annual = 0;
  std::vector<FoundFigure> figures;
  for (int m = 0; m < months_per_year; ++m) {
    const double energy = rated_kw * sum_of_month(output, m);
    annual += energy;
    figures.push_back({fmt::format("monthly_kwh[{}]", m), energy});
    figures.push_back({fmt::format("poa_monthly_kwh_m2[{}]", m), sum_of_month(plane, m)});
  }
  figures.push_back({"annual_kwh", annual});
  figures.push_back({"year1_kwh", annual});
  figures.push_back({"kwh_per_kw", annual / rated_kw});
  figures.push_back({"cf_dc_pct", annual / rated_kw / 87.6});
  figures.push_back({"cf_ac_pct", annual / rated_kw / 87.6 * inverter.panels_over_rating});
  return figures;
}

}  // namespace islet
