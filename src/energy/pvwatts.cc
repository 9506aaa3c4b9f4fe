// PVWatts 5 and 8 as NREL's programs run them.
#include "energy/pvwatts.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "energy/fuentes.h"
#include "energy/panels.h"
#include "energy/pv_inverter.h"
#include "energy/pvwatts_light.h"
#include "energy/single_diode.h"
#include "energy/tracker.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr Irradiance w_m2 = watt_per_square_metre;

double sine(double degrees) { return std::sin(degrees * degree); }
double cosine(double degrees) { return std::cos(degrees * degree); }

bool is_one_axis(PvwattsMount mount) {
  return mount == PvwattsMount::one_axis || mount == PvwattsMount::one_axis_backtracking;
}

Tracker tracker_of(const PvwattsDesign& design) {
  return {design.tilt_deg, design.azimuth_deg, design.rotation_max_deg,
          design.mount == PvwattsMount::one_axis_backtracking, design.ground_cover};
}

/// The module of version 8 for a class.
///
/// Source  module sheets of CS1H-320MS, SPR-E20-327 and FS-6435A, fitted by NREL's SAM (2020);
///         NREL SSC, PVWatts 8
DiodeModule diode_module(PvwattsModule module) {
  const auto adjusted = [](double coefficient, double percent) {
    return coefficient * (1 - percent / 100);
  };
  switch (module) {
    case PvwattsModule::standard:
      return {1.6864,   35.8,    9.01,
              1.65916,  9.51393, 4.37813e-11,
              0.269953, 654.059, adjusted(0.004755, 5.79586)};
    case PvwattsModule::premium:
      return {1.6297,   54.7,    5.98,
              2.45326,  6.4704,  2.01784e-11,
              0.421231, 261.723, adjusted(0.0026, 9.56482)};
    case PvwattsModule::thin_film:
      return {2.4751,  183.6,   2.37,
              7.97293, 2.55475, 2.69243e-12,
              4.60991, 2476.95, adjusted(0.00102, -2.49865)};
  }
  return {};
}

/// How many rows, and how wide: a square field of modules of 300 W, two above one another where
/// they stand still, one on trackers.
struct Field {
  double rows = 1;
  double row_length_m = 0;
  double row_width_m = 0;
  bool has_long_rows = false;  ///< more than one string of seven in each
};

Field field_of(const PvwattsDesign& design) {
  constexpr double module_watt = 300;
  constexpr double shape = 1.7;  // length over width
  constexpr std::array<double, 3> efficiencies = {0.19, 0.21, 0.18};
  const double efficiency = efficiencies[static_cast<std::size_t>(design.module)];
  const double width = std::sqrt(module_watt / efficiency / 1000 / shape);
  const double modules = std::max(1.0, std::ceil(design.rating / watt / module_watt));
  const double high = is_one_axis(design.mount) ? 1 : 2;
  Field field;
  field.rows = std::ceil(std::sqrt(modules / high));
  const double across = std::max(1.0, std::ceil(modules / (field.rows * high)));
  field.row_length_m = across * width;
  field.row_width_m = high * shape * width;
  field.has_long_rows = std::floor(across / 7) > 1;
  return field;
}

/// Share of a fixed row that the row before it shades.
///
///     shadow on the row = A (1 - R / Py),   Py = A (cos tilt + cos(az) sin tilt / tan(height))
///     short rows are missed by part of it: R Px / Py
///
/// Valid for   rows of equal length and tilt on level ground
/// Leaves out  slopes
/// Source      Appelbaum and Bany, "Shadow effect of adjacent solar collectors in large scale
///             systems", Solar Energy 23(6), 1979
double fixed_row_shade(const PvwattsDesign& design, const Field& field, const SunPosition& sun) {
  const double aside = sun.azimuth_deg - design.azimuth_deg;
  if (sun.zenith_deg >= 90 || design.tilt_deg == 0 || std::abs(aside) >= 90) return 0;
  const double width = field.row_width_m;
  const double distance = width / design.ground_cover;
  const double tangent = std::tan((90 - sun.zenith_deg) * degree);
  const double reach =
      width * (cosine(design.tilt_deg) + cosine(aside) * sine(design.tilt_deg) / tangent);
  const double slip = width * sine(design.tilt_deg) * sine(aside) / tangent;
  if (reach == 0) return 0;
  double missed = std::clamp(distance * slip / reach, 0.0, field.row_length_m);
  if (field.has_long_rows) missed = 0;
  const double high = std::clamp(width * (1 - distance / reach), 0.0, width);
  return high * (field.row_length_m - missed) / (width * field.row_length_m);
}

/// What neighbouring rows leave of the light from the ground.
///
///     the first row sees all ground; the others see the lit ground between two rows by beam, and
///     the ground between them by diffuse light (crossed strings)
///
/// Valid for   level ground, even sky
/// Leaves out  light that rows throw back
/// Source      Deline, Dobos, Janzou, Meydbray, Donovan, "A simplified model of uniform shading in
///             large photovoltaic arrays", Solar Energy 96, 2013
double ground_left(const WeatherHour& sky, const SunPosition& sun, double tilt_deg,
                   double ground_cover, double rows) {
  const double distance = 1 / ground_cover;
  const double turned = -cosine(180 - tilt_deg);
  const auto seen = [&](double ground) {
    return 0.5 * (1 + ground - std::sqrt(ground * ground + 2 * ground * turned + 1));
  };
  const double height_deg = 90 - sun.zenith_deg;
  const double lit =
      std::max(1e-5, distance - sine(180 - height_deg - tilt_deg) / sine(height_deg));
  const double half = sine(0.5 * tilt_deg);
  const double first = half * half;
  const double beam = sky.dni / w_m2 * cosine(sun.zenith_deg);
  const double diffuse = sky.dhi / w_m2;
  const double all = first * (beam + diffuse);
  if (all <= 0) return 1;
  const double left = (first + (rows - 1) * seen(lit)) / rows * beam +
                      (first + (rows - 1) * seen(distance)) / rows * diffuse;
  return left / all;
}

/// Light of version 5 behind the glass: what the beam loses by its angle.
Irradiance behind_glass(const PvwattsDesign& design, const PlaneLight& plane, Irradiance dni,
                        double incidence_deg) {
  const Irradiance all = plane.total();
  if (incidence_deg <= 0.5 || incidence_deg >= 89.5) return all;
  const bool is_coated = design.module == PvwattsModule::premium;
  const double gain = pvwatts_glass(incidence_deg, is_coated) / pvwatts_glass(1.0, is_coated);
  const Irradiance inside = all - (1 - gain) * cosine(incidence_deg) * dni;
  return std::clamp(inside, Irradiance(), all);
}

double linear_coefficient(PvwattsModule module) {
  constexpr std::array<double, 3> coefficients = {-0.0047, -0.0035, -0.0020};
  return coefficients[static_cast<std::size_t>(module)];
}

/// The plant of one design, hour by hour in their order.
class Plant {
 public:
  Plant(const PvwattsDesign& design, Length altitude)
      : design_(design),
        altitude_(altitude),
        field_(field_of(design)),
        module_(diode_module(design.module)),
        warmth_(celsius(design.mount == PvwattsMount::roof ? 49 : 45)) {
    mount_.surface = {design.tilt_deg, design.azimuth_deg};
    if (is_one_axis(design.mount)) mount_.tracker = tracker_of(design);
    mount_.follows_sun = design.mount == PvwattsMount::two_axis;
  }

  PvwattsOutput hour(const WeatherHour& sky, const PvwattsHour& sun, int month) {
    PvwattsOutput output;
    output.cell = sky.air;
    if (!sun.is_up) return output;
    const Surface surface = plane_at(mount_, sun.sun);
    PlaneLight plane = pvwatts_light(sky, sun.sun, surface, design_.albedo).plane;
    shade(plane, sky, sun.sun, surface);
    const bool is_eight = design_.version == PvwattsVersion::eight;
    const double clean = is_eight ? 1 - design_.soiling[static_cast<std::size_t>(month)] : 1.0;
    plane = {clean * plane.beam, clean * plane.sky, clean * plane.ground};
    output.light = plane.total();
    const double facing = std::clamp(incidence_cosine(sun.sun, surface), -1.0, 1.0);
    const double incidence_deg =
        design_.mount == PvwattsMount::two_axis ? 0.0 : std::acos(facing) / degree;
    if (is_eight) {
      eight(plane, sky, {incidence_deg, surface.tilt_deg, sun.sun.zenith_deg}, output);
    } else {
      five(plane, sky, incidence_deg, output);
    }
    output.alternating = pvwatts_inverter(design_, output.direct);
    return output;
  }

 private:
  struct Angles {
    double incidence_deg, tilt_deg, zenith_deg;
  };

  /// Rows on rows: beam where nothing turns back, diffuse light of all rows in version 8, of
  /// trackers without backtracking in version 5.
  void shade(PlaneLight& plane, const WeatherHour& sky, const SunPosition& sun,
             const Surface& surface) const {
    const bool is_eight = design_.version == PvwattsVersion::eight;
    const bool stands = design_.mount == PvwattsMount::open_rack;
    const bool turns_free = design_.mount == PvwattsMount::one_axis;
    if (is_eight ? !stands && !is_one_axis(design_.mount) : !turns_free) return;
    if (turns_free) {
      const Tracker tracker = tracker_of(design_);
      plane.beam *= 1 - row_shade(tracker, sun, tracker_rotation_deg(tracker, sun));
    }
    if (stands) plane.beam *= 1 - fixed_row_shade(design_, field_, sun);
    if (plane.sky + plane.ground < 0.1 * w_m2) return;
    const double rows = is_eight ? field_.rows : 1000;
    plane.sky *= row_view(design_.ground_cover, surface.tilt_deg).sky;
    plane.ground *= ground_left(sky, sun, surface.tilt_deg, design_.ground_cover, rows);
  }

  void five(const PlaneLight& plane, const WeatherHour& sky, double incidence_deg,
            PvwattsOutput& output) {
    const Irradiance inside = behind_glass(design_, plane, sky.dni, incidence_deg);
    output.cell = warmth_.after({plane.total(), sky.air, sky.wind});
    const double warm =
        1 + linear_coefficient(design_.module) * ((output.cell - celsius(25)) / kelvin);
    output.direct = warm * (inside / (1000.0 * w_m2)) * (1 - design_.losses);
  }

  void eight(const PlaneLight& plane, const WeatherHour& sky, const Angles& angles,
             PvwattsOutput& output) const {
    const Irradiance inside = pvwatts_cover(plane, angles.incidence_deg, angles.tilt_deg) *
                              pvwatts_colour(angles.zenith_deg, altitude_);
    CellCooling cooling;
    cooling.model = CellModel::noct;
    cooling.nominal_cell = celsius(design_.mount == PvwattsMount::roof ? 49 : 45);
    cooling.efficiency = module_.rating_watt() / (1000 * module_.area_m2);
    output.cell = cell_temperature(cooling, {inside, sky.air, sky.wind});
    output.direct = diode_output(module_, inside, output.cell) * (1 - design_.losses);
  }

  PvwattsDesign design_;
  Length altitude_;
  Field field_;
  DiodeModule module_;
  FuentesModule warmth_;
  PanelMount mount_;
};

/// Consumption of version 8's inverters while they run, over their rating: 1 kW and more, as its
/// program compares watts with its bounds of 10 and 1000.
double running_share(Power rating) {
  if (rating < 10.0 * watt) return 0.002246;
  return rating < 1000.0 * watt ? 0.002478 : 0.004931;
}

}  // namespace

/// Alternating current.
///
///     version 5: `inverter_output`
///     version 8: rating (direct - own) / (direct rating - own),   0 below own, at most the rating
///
/// Valid for   both versions
/// Leaves out  draw at night
/// Source      Dobos, NREL/TP-6A20-62641, 2014; King, Gonzalez, Galbraith, Boyson, SAND2007-5036
///             without its voltage terms
double pvwatts_inverter(const PvwattsDesign& design, double direct) {
  const double rating = 1 / design.panels_over_inverter;
  const double direct_rating = rating / design.inverter_efficiency;
  if (design.version == PvwattsVersion::five) {
    return direct_rating * inverter_output(direct / direct_rating, design.inverter_efficiency);
  }
  const double own = running_share(design.rating) * rating;
  if (direct <= own) return 0;
  return std::min(rating, rating * (direct - own) / (direct_rating - own));
}

std::vector<PvwattsOutput> pvwatts_year(const PvwattsDesign& design, const WeatherYear& weather,
                                        std::span<const PvwattsHour> sun) {
  CHECK(weather.hours.size() == hours_per_year && sun.size() == hours_per_year);
  CHECK(design.ground_cover > 0 && design.ground_cover < 1);
  Plant plant(design, weather.position.altitude);
  std::vector<PvwattsOutput> outputs;
  outputs.reserve(hours_per_year);
  for (std::size_t i = 0; i < hours_per_year; ++i) {
    outputs.push_back(plant.hour(weather.hours[i], sun[i], month_of_day(static_cast<int>(i / 24))));
  }
  return outputs;
}

}  // namespace islet
