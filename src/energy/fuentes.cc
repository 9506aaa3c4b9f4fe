// Temperature of cells whose module stores heat, after Fuentes.
#include "energy/fuentes.h"

#include <algorithm>
#include <cmath>

namespace islet {
namespace {

constexpr double radiation = 5.669e-8;  // Stefan and Boltzmann's constant, W/(m2 K4)
constexpr double absorptance = 0.83;
constexpr double emittance = 0.84;
constexpr double length_m = 0.5;  // of the module along the wind, hydraulic
constexpr double nominal_air_k = 293.15;
constexpr double nominal_light = 800;
constexpr double nominal_sky_k = 282.21;
constexpr double prandtl = 0.71;
constexpr double heat_of_air = 1007;  // J/(kg K)
constexpr double store = 11000;       // J/(m2 K)

/// Heat taken by the air from one side, W/(m2 K): forced and free flow together.
double convection(double module_k, double air_k, double wind) {
  const double film_k = 0.5 * (module_k + air_k);
  const double density = 0.003484 * 101325 / film_k;
  const double viscosity = 0.24237e-6 * std::pow(film_k, 0.76) / density;
  const double conductivity = 2.1695e-4 * std::pow(film_k, 0.84);
  const double reynolds = wind * length_m / viscosity;
  const double flow = density * wind * heat_of_air;
  double forced = 0.8600 / std::sqrt(reynolds) * flow / std::pow(prandtl, 0.67);
  if (reynolds > 1.2e5) forced = 0.0282 / std::pow(reynolds, 0.2) * flow / std::pow(prandtl, 0.4);
  const double grashof = 9.8 / film_k * std::abs(module_k - air_k) * std::pow(length_m, 3) /
                         (viscosity * viscosity) * 0.5;
  const double free = 0.21 * std::pow(grashof * prandtl, 0.32) * conductivity / length_m;
  return std::cbrt(free * free * free + forced * forced * forced);
}

/// Heat radiated between two bodies for each kelvin between them, W/(m2 K).
double radiated(double one_k, double other_k) {
  return emittance * radiation * (one_k * one_k + other_k * other_k) * (one_k + other_k);
}

double fourth(double value) { return value * value * value * value; }

}  // namespace

FuentesModule::FuentesModule(Temperature installed, Length height) {
  const double inoct = installed.in_celsius() + 273.15;
  const double above = inoct - nominal_air_k;
  const double air = convection(inoct, nominal_air_k, 1.0);
  const double to_ground = radiated(inoct, nominal_air_k);
  const double sun = absorptance * nominal_light;
  const double to_sky = emittance * radiation * (fourth(inoct) - fourth(nominal_sky_k));
  const double back = (sun - to_sky - air * above) / ((to_ground + air) * above);
  const double ground_4 = fourth(inoct) - back * (fourth(inoct) - fourth(nominal_air_k));
  const double ground = std::clamp(std::pow(ground_4, 0.25), nominal_air_k, inoct);
  ground_share_ = (ground - nominal_air_k) / above;
  back_share_ =
      (sun - to_sky - emittance * radiation * (fourth(inoct) - fourth(ground))) / (air * above);
  heat_store_ = inoct > 321.15 ? store * (1 + (inoct - 321.15) / 12) : store;
  wind_share_ = std::pow(height / (9.144 * metre), 0.2);
}

/// Temperature of a module with a heat store, one hour on.
///
///     c dT/dt = sun(t) - h_air (T - air) - h_sky (T - sky) - h_ground (T - ground)
///     sun goes evenly from the hour before to this one
///     solved exactly for constant h, h found by ten repeats
///     sky = 0.68 (0.0552 air^1.5) + 0.32 air   K
///     back side and ground from the installed nominal temperature
///
/// Valid for   flat modules, hourly steps
/// Leaves out  rain, snow on the module
/// Source      Fuentes, "A simplified thermal model for flat-plate photovoltaic arrays",
///             SAND85-0330, 1987; Dobos, NREL/TP-6A20-62641, 2014
Temperature FuentesModule::after(const PanelAir& now) {
  constexpr double step_s = 3600;
  constexpr int repeats = 10;
  const double air = now.air.in_celsius() + 273.15;
  const double light = now.light / watt_per_square_metre;
  if (light <= 0) {
    module_k_ = air;
    absorbed_ = 0;
    return now.air;
  }
  const double sun = light * absorptance;
  const double sky = 0.68 * (0.0552 * std::pow(air, 1.5)) + 0.32 * air;
  const double wind = std::max(0.0, now.wind / metre_per_second) * wind_share_ + 1e-4;
  double module = module_k_;
  for (int i = 0; i < repeats; ++i) {
    const double by_air = back_share_ * convection(module, air, wind);
    const double by_sky = radiated(module, sky);
    const double ground = air + ground_share_ * (module - air);
    const double by_ground = radiated(module, ground);
    const double all = by_air + by_sky + by_ground;
    const double decay = -all / heat_store_ * step_s;
    const double left = decay > -10 ? std::exp(decay) : 0.0;
    const double inflow =
        by_air * air + by_sky * sky + by_ground * ground + absorbed_ + (sun - absorbed_) / decay;
    module = module_k_ * left + ((1 - left) * inflow + sun - absorbed_) / all;
  }
  module_k_ = module;
  absorbed_ = sun;
  return celsius(module - 273.15);
}

}  // namespace islet
