// Runs parts of panels, and years of whole plants of panels, on cases with published results.
#include "accuracy/panel_cases.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>
#include <optional>
#include <string>

#include "energy/panels.h"
#include "energy/pv_inverter.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr Irradiance w_m2 = watt_per_square_metre;

Result<std::vector<FoundFigure>> glass_figures(const PowerCase& one) {
  const double cosine = std::cos(one.number_or("aoi", 0) * degree);
  const std::string name = one.text("model");
  if (name == "ashrae") {
    return std::vector<FoundFigure>{{"iam", ashrae_gain(one.number_or("b", 0.05), cosine)}};
  }
  if (name != "physical" && !name.empty()) return unknown_inputs(one);
  GlassCover cover;
  cover.index = one.number_or("n", cover.index);
  cover.coating_index = one.number_or("n_ar", 0);
  cover.absorption_per_m = one.number_or("K", cover.absorption_per_m);
  cover.thickness_m = one.number_or("L", cover.thickness_m);
  return std::vector<FoundFigure>{{"iam", cover_gain(cover, cosine)}};
}

/// What a low mount adds to the nominal temperature, by its distance from the roof in inches.
///
/// Source  Gilman et al., NREL/TP-6A20-67399, 2018, table of the NOCT model
double standoff_k(double inches) {
  if (inches <= 0) return 0;
  if (inches < 0.5) return 18;
  if (inches < 1.5) return 11;
  if (inches < 2.5) return 6;
  return inches <= 3.5 ? 2 : 0;
}

/// The first input of several names that the case has.
double number_of(const PowerCase& one, std::initializer_list<const char*> names, double fallback) {
  for (const char* name : names) {
    if (const auto number = one.number(name)) return *number;
  }
  return fallback;
}

std::optional<CellModel> cell_model_of(const std::string& name) {
  if (name.empty() || name.starts_with("sapm")) return CellModel::sapm;
  if (name.starts_with("faiman")) return CellModel::faiman;
  if (name.starts_with("pvsyst")) return CellModel::pvsyst;
  if (name.starts_with("noct")) return CellModel::noct;
  if (name.starts_with("ross")) return CellModel::ross;
  return std::nullopt;
}

Result<std::vector<FoundFigure>> cell_figures(const PowerCase& one) {
  const auto model = cell_model_of(one.text("model"));
  if (!model) return unknown_inputs(one);
  CellCooling cooling;
  cooling.model = *model;
  const bool is_noct = *model == CellModel::noct;
  cooling.efficiency =
      number_of(one, {"eta_m", "module_efficiency", "eta"}, is_noct ? cooling.efficiency : 0.1);
  cooling.absorptance =
      number_of(one, {"alpha", "alpha_absorption", "transmittance_absorptance"}, 0.9);
  if (one.number_or("array_height", 1) >= 2) cooling.wind_share = 0.61;
  const double standoff = number_of(one, {"mount_standoff", "standoff_in"}, 4);
  cooling.nominal_cell = celsius(one.number_or("noct", 45) + (is_noct ? standoff_k(standoff) : 0));
  const SapmCoefficients open;
  cooling.sapm = {one.number_or("a", open.a), one.number_or("b", open.b),
                  one.number_or("deltaT", open.cell_over_module_k)};
  cooling.faiman = {one.number_or("u0", 25), one.number_or("u1", 6.84)};
  cooling.pvsyst = {one.number_or("u_c", 29), one.number_or("u_v", 0)};
  const Irradiance light = one.number_or("poa", 0) * w_m2;
  if (is_noct && light > Irradiance()) {  // what the glass lets through counts as absorbed
    cooling.absorptance *=
        number_of(one, {"effective_irradiance", "poa_eff"}, light / w_m2) / (light / w_m2);
  }
  const double still = is_noct || *model == CellModel::ross ? 1 : 0;
  const Temperature cell = cell_temperature(
      cooling,
      {light, celsius(one.number_or("tair", 20)), one.number_or("wind", still) * metre_per_second});
  const double over_module = cooling.sapm->cell_over_module_k * (light / (1000 * w_m2));
  return std::vector<FoundFigure>{{"tcell", cell.in_celsius()},
                                  {"tmodule", cell.in_celsius() - over_module}};
}

std::vector<FoundFigure> direct_current_figures(const PowerCase& one) {
  PanelModel model;
  model.losses = model.soiling = 0;
  model.power_coefficient = number_of(one, {"gamma", "gamma_pdc"}, model.power_coefficient);
  model.weak_light = one.number_or("k", 0);
  model.gains_in_strong_light = one.number_or("cap_adjustment", 0) == 0;
  const double warmer =
      one.number_or("tref", 25) - 25;  // than what our coefficient is counted from
  const double light = number_of(one, {"poa", "effective_irradiance"}, 0);
  const double share =
      panel_output(model, light * w_m2, celsius(one.number_or("tcell", 25) - warmer));
  return {{"pdc", one.number_or("pdc0", 0) * share}};
}

std::vector<FoundFigure> inverter_figures(const PowerCase& one) {
  const double rating = one.number_or("pdc0", 1);
  double direct = one.number_or("pdc", 0);
  if (const YamlNode* several = one.inputs->find("pdc")) {
    for (const YamlNode& part : several->items) direct += figure_in(part).value_or(0);
  }
  const double output = inverter_output(direct / rating, one.number_or("eta_nom", 0.96),
                                        one.number_or("eta_ref", 0.9637));
  return {{"pac", rating * output}, {"efficiency", direct > 0 ? rating * output / direct : 0}};
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
  tracker.cross_slope_deg = one.number_or("cross_axis_tilt", 0);
  const double rotation_deg = tracker_rotation_deg(tracker, sun);
  Surface surface = tracker_surface(tracker, rotation_deg);
  // A level plane faces nowhere; the reference names the side that it would turn to.
  if (surface.tilt_deg < 1e-9) {
    surface.azimuth_deg = std::fmod(tracker.axis_azimuth_deg + 90, 360);
  }
  const double cosine = std::clamp(incidence_cosine(sun, surface), -1.0, 1.0);
  const double aoi = std::acos(cosine) / degree;
  return {{"theta", rotation_deg},
          {"tracker_theta", rotation_deg},
          {"aoi", aoi},
          {"tilt", surface.tilt_deg},
          {"surface_tilt", surface.tilt_deg},
          {"azimuth", surface.azimuth_deg},
          {"surf_az", surface.azimuth_deg},
          {"surface_azimuth", surface.azimuth_deg}};
}

}  // namespace

Result<std::vector<FoundFigure>> solve_panel_case(const PowerCase& one, CaseSurroundings&) {
  if (one.has("aoi")) return glass_figures(one);
  if (one.has("tair")) return cell_figures(one);
  if (one.has("tcell")) return direct_current_figures(one);
  if (one.has("pdc")) return inverter_figures(one);
  if (one.has("zenith")) return tracker_figures(one);
  if (one.text("model").empty() && one.expect->find("loss_pct") != nullptr) {
    return loss_figures(one);
  }
  return unknown_inputs(one);
}

}  // namespace islet
