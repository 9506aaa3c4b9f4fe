// PVWatts 5 and 8 as NREL's programs run them.
#include "energy/pvwatts.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "energy/fuentes.h"
#include "energy/panels.h"
#include "energy/pv_inverter.h"
#include "energy/single_diode.h"
#include "energy/tracker.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr Irradiance w_m2 = watt_per_square_metre;

double sine(double degrees) { return std::sin(degrees * degree); }
double cosine(double degrees) { return std::cos(degrees * degree); }

/// Coefficients of Perez' model with the digits that NREL's programs have.
constexpr std::array<std::array<double, 6>, 8> sky_coefficients = {{
    {-0.0083117, 0.5877285, -0.0620636, -0.0596012, 0.0721249, -0.0220216},
    {0.1299457, 0.6825954, -0.1513752, -0.0189325, 0.0659650, -0.0288748},
    {0.3296958, 0.4868735, -0.2210958, 0.0554140, -0.0639588, -0.0260542},
    {0.5682053, 0.1874525, -0.2951290, 0.1088631, -0.1519229, -0.0139754},
    {0.8730280, -0.3920403, -0.3616149, 0.2255647, -0.4620442, 0.0012448},
    {1.1326077, -1.2367284, -0.4118494, 0.2877813, -0.8230357, 0.0558651},
    {1.0601591, -1.5999137, -0.3589221, 0.2642124, -1.1272340, 0.1310694},
    {0.6777470, -0.3272588, -0.2504286, 0.1561313, -1.3765031, 0.2506212},
}};
constexpr std::array<double, 7> sky_bins = {1.065, 1.230, 1.500, 1.950, 2.800, 4.500, 6.200};
constexpr double solar_constant = 1367;

}  // namespace

/// Light on a plane by Perez' model as PVWatts has it.
///
///     as `sky_parts`, with airmass 1 / (cos z + 0.15 (93.9 - z)^-1.253), 1367 W/m2 all year and
///     clearness by z in degrees; from 87.5 degrees on all diffuse light is even and the ground
///     dark
///
/// Valid for   as Perez' model
/// Leaves out  as Perez' model
/// Source      Perez, Ineichen, Seals, Michalsky, Stewart, Solar Energy 44(5), 1990; Kasten,
///             Archiv fuer Meteorologie B14, 1966; NREL/TP-6A20-67399, 2018
PvwattsLight pvwatts_light(const WeatherHour& sky, const SunPosition& sun, const Surface& surface,
                           double albedo) {
  const double zenith_deg = sun.zenith_deg;
  const double facing = std::max(0.0, incidence_cosine(sun, surface));
  const double dni = std::max(0.0, sky.dni / w_m2);
  const double dhi = std::max(0.0, sky.dhi / w_m2);
  const double open = 0.5 * (1 + cosine(surface.tilt_deg));
  PvwattsLight light;
  if (zenith_deg > 87.5) {
    light.plane.sky = dhi * open * w_m2;
    light.sky.isotropic = light.plane.sky;
    if (zenith_deg < 90) light.plane.beam = dni * facing * w_m2;
    return light;
  }
  light.plane.beam = dni * facing * w_m2;
  if (dhi <= 0) return light;
  const double height = cosine(zenith_deg);
  const double airmass = 1 / (height + 0.15 * std::pow(93.9 - zenith_deg, -1.253));
  const double brightness = dhi * airmass / solar_constant;
  const double cubed = 5.534e-6 * zenith_deg * zenith_deg * zenith_deg;
  const double clearness = ((dni + dhi) / dhi + cubed) / (1 + cubed);
  const auto bin = std::lower_bound(sky_bins.begin(), sky_bins.end(), clearness);
  const auto& f = sky_coefficients[static_cast<std::size_t>(bin - sky_bins.begin())];
  const double z = zenith_deg * degree;
  const double f1 = std::max(0.0, f[0] + f[1] * brightness + f[2] * z);
  const double f2 = f[3] + f[4] * brightness + f[5] * z;
  light.sky.isotropic = dhi * (1 - f1) * open * w_m2;
  light.sky.circumsolar = dhi * f1 * facing / std::max(height, 0.0871557) * w_m2;
  light.sky.horizon = dhi * f2 * sine(surface.tilt_deg) * w_m2;
  light.plane.sky = light.sky.isotropic + light.sky.circumsolar + light.sky.horizon;
  light.plane.ground = albedo * (dni * height + dhi) * (1 - open) * w_m2;
  return light;
}

namespace {

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

/// Refraction and absorption of one layer: what passes, and the angle in it.
struct Layer {
  double passed = 1;
  double angle = 0;
};

Layer through(double angle, double from_index, double into_index, double thickness_m) {
  constexpr double absorbed_per_m = 4;
  Layer layer;
  layer.angle = std::asin(from_index / into_index * std::sin(angle));
  const double less = std::sin(layer.angle - angle) / std::sin(layer.angle + angle);
  const double along = std::tan(layer.angle - angle) / std::tan(layer.angle + angle);
  layer.passed = (1 - 0.5 * (less * less + along * along)) *
                 std::exp(-absorbed_per_m * thickness_m / std::cos(layer.angle));
  return layer;
}

constexpr double glass_index = 1.526;
constexpr double coating_index = 1.3;
constexpr double glass_m = 0.002;
constexpr double coating_m = 0.00002;

double plain_glass(double angle_deg) {
  return through(angle_deg * degree, 1, glass_index, glass_m).passed;
}

double coated_glass(double angle_deg) {
  const Layer coating = through(angle_deg * degree, 1, coating_index, coating_m);
  return coating.passed * through(coating.angle, coating_index, glass_index, glass_m).passed;
}

/// Light that gets through the cover of version 8's modules.
///
///     beam: coated(aoi) / normal,   sky and ground: plain(their angle) / normal, at most 1
///     normal = coating at 1 degree, then plain glass at the angle inside the coating
///     angles of sky and ground as `diffuse_gain`
///
/// Valid for   flat glass with an anti-reflective layer
/// Leaves out  light thrown to and fro between the layers
/// Source      De Soto, Klein, Beckman, Solar Energy 80(1), 2006; NREL/TP-6A20-67399, 2018
Irradiance through_cover(const PlaneLight& plane, double incidence_deg, double tilt_deg) {
  const Layer coating = through(degree, 1, coating_index, coating_m);
  const double normal = coating.passed * plain_glass(coating.angle / degree);
  const double sky_deg = 59.7 + tilt_deg * (-0.1388 + tilt_deg * 0.001497);
  const double ground_deg = 90 - tilt_deg * (0.5788 - tilt_deg * 0.002693);
  const double beam = coated_glass(std::clamp(incidence_deg, 1.0, 89.0)) / normal;
  const double sky = plain_glass(sky_deg) / normal;
  const double ground = plain_glass(ground_deg) / normal;
  return std::min(beam, 1.0) * plane.beam + std::min(sky, 1.0) * plane.sky +
         std::min(ground, 1.0) * plane.ground;
}

/// The colour of the light against that of the reference, by airmass.
///
///     0.918093 + 0.086257 m - 0.024459 m^2 + 0.002816 m^3 - 0.000126 m^4
///     m = exp(-0.0001184 height) / (cos z + 0.5057 (96.080 - z)^-1.634),   z at most 86 degrees
///
/// Valid for   crystalline silicon; taken for all classes
/// Leaves out  water in the air
/// Source      De Soto, Klein, Beckman, 2006; King, Boyson, Kratochvil, SAND2004-3535
double colour_gain(double zenith_deg, Length altitude) {
  const double z = std::clamp(zenith_deg, 0.0, 86.0);
  const double m = std::exp(-0.0001184 * (altitude / metre)) /
                   (cosine(z) + 0.5057 * std::pow(96.080 - z, -1.634));
  return std::max(0.0, 0.918093 + m * (0.086257 + m * (-0.024459 + m * (0.002816 - m * 0.000126))));
}

/// Light of version 5 behind the glass: what the beam loses by its angle.
Irradiance behind_glass(const PvwattsDesign& design, const PlaneLight& plane, Irradiance dni,
                        double incidence_deg) {
  const Irradiance all = plane.total();
  if (incidence_deg <= 0.5 || incidence_deg >= 89.5) return all;
  const bool is_coated = design.module == PvwattsModule::premium;
  const auto passed = is_coated ? coated_glass : plain_glass;
  const double gain = passed(incidence_deg) / passed(1.0);
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
    const Irradiance inside = through_cover(plane, angles.incidence_deg, angles.tilt_deg) *
                              colour_gain(angles.zenith_deg, altitude_);
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
