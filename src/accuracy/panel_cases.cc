// Runs parts of panels, and years of whole plants of panels, on cases with published results.
#include "accuracy/panel_cases.h"

#include <array>
#include <cmath>
#include <numbers>

#include "energy/panels.h"
#include "energy/pv_inverter.h"

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

}  // namespace islet
