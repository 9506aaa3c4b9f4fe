// Runs the sun and the light on planes on cases with published results.
#include "accuracy/sun_cases.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

#include "energy/pvwatts_light.h"
#include "energy/pvwatts_sun.h"
#include "energy/sun.h"
#include "energy/sun_day.h"
#include "energy/sun_from_earth.h"
#include "energy/transposition.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;

GeoPosition place_of(const PowerCase& one) {
  return {one.number_or("lat", 0), one.number_or("lon", 0), one.number_or("elev_m", 0) * metre};
}

int number_at(std::string_view text, std::size_t first, std::size_t length) {
  int value = 0;
  if (first + length <= text.size()) {
    std::from_chars(text.data() + first, text.data() + first + length, value);
  }
  return value;
}

bool is_leap(int calendar_year) {
  return (calendar_year % 4 == 0 && calendar_year % 100 != 0) || calendar_year % 400 == 0;
}

/// Of "2003-10-17..."; the day counts from 0.
SunMoment moment_of_date(std::string_view date) {
  constexpr std::array<int, 12> days_before{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  SunMoment moment;
  moment.year = number_at(date, 0, 4);
  const int month = number_at(date, 5, 2);
  if (month < 1 || month > 12) return moment;
  moment.day_of_year = days_before[static_cast<std::size_t>(month - 1)] + number_at(date, 8, 2) - 1;
  if (month > 2 && is_leap(moment.year)) ++moment.day_of_year;
  return moment;
}

/// "12:30:30" or "12:30".
Duration clock_of(std::string_view text) {
  return number_at(text, 0, 2) * hour + number_at(text, 3, 2) * minute +
         number_at(text, 6, 2) * second;
}

/// Universal time of the case: `date` and `local`, or both in `local`.
SunMoment moment_of(const PowerCase& one) {
  const std::string local = one.text("local");
  const std::size_t mark = local.find('T');
  const std::string date = one.has("date") ? one.text("date") : local.substr(0, mark);
  SunMoment moment = moment_of_date(date);
  const std::string clock = mark == std::string::npos ? local : local.substr(mark + 1);
  moment.time = clock_of(clock) - one.number_or("tz_h", 0) * hour;
  return moment;
}

bool is_by_ssc(const PowerCase& one) { return one.id.starts_with("ssc"); }

/// Where a case names no air, that of SSC's tests (1016 hPa and 15 C) or of pvlib (12 C).
Air air_of(const PowerCase& one) {
  const bool is_ssc = is_by_ssc(one);
  Air air;
  air.pressure_hpa = one.number_or("pressure_hpa", is_ssc ? 1016 : 1013.25);
  air.air = celsius(one.number_or("temp_c", is_ssc ? 15 : 12));
  air.delta_t_s = one.number_or("delta_t_s", 67);
  air.refraction_at_horizon_deg = one.number_or("atm_refract_deg", 0.5667);
  return air;
}

std::vector<FoundFigure> day_figures(const PowerCase& one) {
  const SunMoment moment = moment_of_date(one.text("date"));
  const SunDate date{moment.year, moment.day_of_year, one.number_or("tz_h", 0) * hour,
                     one.number_or("delta_t_s", 67)};
  const GeoPosition place = place_of(one);
  SunDay sun = sun_day(place, date);
  // SSC's tests call both of its algorithms at 14:30 (lib_irradproc_test.cpp).
  if (one.id.find("simple") != std::string::npos) sun = almanac_day(place, date, 14.5 * hour);
  if (one.id.find("ssc_spa") != std::string::npos) sun = pvwatts_day(place, date);
  const double hours_up = sun.kind == SunDayKind::always_up ? -100 : 100;
  const bool rises = sun.kind == SunDayKind::rises_and_sets;
  return {{"sunrise", sun.rise / second},
          {"transit", sun.transit / second},
          {"sunset", sun.set / second},
          {"sunrise_h", rises ? sun.rise / hour : hours_up},
          {"sunset_h", rises ? sun.set / hour : -hours_up}};
}

/// What SSC's own algorithm gives for them.
void put_ssc_position(const PowerCase& one, const GeoPosition& place, const SunMoment& moment,
                      std::vector<FoundFigure>& figures) {
  const PvwattsSun sun = pvwatts_sun(place, moment, air_of(one));
  const std::array<FoundFigure, 7> ours = {{{"azimuth_rad", sun.position.azimuth_deg * degree},
                                            {"zenith_rad", sun.position.zenith_deg * degree},
                                            {"elevation_rad", sun.position.elevation_deg * degree},
                                            {"declination_rad", sun.declination_deg * degree},
                                            {"azimuth_deg", sun.position.azimuth_deg},
                                            {"zenith_deg", sun.position.zenith_deg},
                                            {"elev_deg", sun.position.elevation_deg}}};
  for (const FoundFigure& found : ours) {
    for (FoundFigure& figure : figures) {
      if (figure.key == found.key) figure.value = found.value;
    }
  }
}

std::vector<FoundFigure> position_figures(const PowerCase& one) {
  const SunMoment moment = moment_of(one);
  const GeoPosition place = place_of(one);
  const Air air = air_of(one);
  const double universal = julian_day(moment.year, moment.day_of_year) + moment.time / day;
  const SunFromEarth earth = sun_from_earth(universal + air.delta_t_s / 86400);
  const SunPosition sun = sun_position(place, moment, air);
  const SunFromPlace seen = sun_from_place(place, earth, universal);
  std::vector<FoundFigure> figures = {
      {"julian_day", universal},
      {"helio_lon_deg", earth.heliocentric_longitude},
      {"helio_lat_deg", earth.heliocentric_latitude},
      {"radius_au", earth.distance_au},
      {"nutation_lon_deg", earth.nutation_longitude},
      {"nutation_obl_deg", earth.nutation_obliquity},
      {"true_obliquity_deg", earth.obliquity},
      {"apparent_sun_lon_deg", earth.apparent_longitude},
      {"right_ascension_deg", earth.right_ascension},
      {"declination_deg", earth.declination},
      {"hour_angle_deg", seen.geocentric_hour_angle},
      {"topo_right_ascension_deg", seen.right_ascension},
      {"topo_declination_deg", seen.declination},
      {"topo_hour_angle_deg", seen.hour_angle},
      {"elev_no_refraction_deg", seen.elevation},
      {"refraction_deg", sun.elevation_deg - seen.elevation},
      {"elev_deg", sun.elevation_deg},
      {"zenith_deg", sun.zenith_deg},
      {"azimuth_deg", sun.azimuth_deg},
      {"elevation_deg", seen.elevation},
      {"apparent_elevation_deg", sun.elevation_deg},
      {"apparent_zenith_deg", sun.zenith_deg},
      {"zenith_no_refraction_deg", 90 - seen.elevation},
      {"azimuth_rad", sun.azimuth_deg * degree},
      {"zenith_rad", sun.zenith_deg * degree},
      {"elevation_rad", sun.elevation_deg * degree},
      {"declination_rad", earth.declination * degree},
  };
  if (is_by_ssc(one)) put_ssc_position(one, place, moment, figures);
  if (one.has("surface_slope_deg")) {
    const Surface surface{one.number_or("surface_slope_deg", 0),
                          180 + one.number_or("surface_azimuth_from_south_deg", 0)};
    figures.push_back({"incidence_deg", std::acos(incidence_cosine(sun, surface)) / degree});
  }
  return figures;
}

std::optional<SkyModel> sky_model_of(const PowerCase& one) {
  const std::string name = one.text("model");
  if (name == "isotropic") return SkyModel::isotropic;
  if (name == "klucher") return SkyModel::klucher;
  if (name == "haydavies") return SkyModel::hay_davies;
  if (name == "reindl") return SkyModel::reindl;
  if (name == "perez" || name.empty()) return SkyModel::perez;
  return std::nullopt;
}

/// The sun is given, or it follows from place and time; then `beam` and `diffuse` are the light.
Light light_of(const PowerCase& one) {
  const Irradiance unit = watt_per_square_metre;
  Light light;
  light.sky.dni = one.number_or("dni", one.number_or("beam", 0)) * unit;
  light.sky.dhi = one.number_or("dhi", one.number_or("diffuse", 0)) * unit;
  if (one.has("lat")) {
    const SunMoment moment = moment_of(one);
    light.sun = sun_position(place_of(one), moment, air_of(one));
    light.extraterrestrial = extraterrestrial(moment.day_of_year);
  } else {
    const double zenith_deg = one.number_or("zenith", 0);
    light.sun = {90 - zenith_deg, one.number_or("azimuth", 180), zenith_deg};
    light.extraterrestrial = one.number_or("dni_extra", 1366.1) * unit;
  }
  const double height = std::max(0.0, std::cos(light.sun.zenith_deg * degree));
  const Irradiance both = light.sky.dni * height + light.sky.dhi;
  light.sky.ghi = one.number_or("ghi", both / unit) * unit;
  return light;
}

}  // namespace

Result<std::vector<FoundFigure>> solve_sun_case(const PowerCase& one, CaseSurroundings&) {
  if (one.has("local")) return position_figures(one);
  if (one.has("lat")) return day_figures(one);
  if (!one.has("date")) return unknown_inputs(one);
  const Irradiance outside = extraterrestrial(moment_of_date(one.text("date")).day_of_year);
  return std::vector<FoundFigure>{{"dni_extra", outside / watt_per_square_metre}};
}

namespace {

/// Where the sun follows from place and time, the case is SSC's: its sun, its form of Perez' model.
/// Its tests have 234 m, 1013.25 hPa and 15 C where the case says nothing.
std::vector<FoundFigure> ssc_light_figures(const PowerCase& one, const Surface& surface) {
  GeoPosition place = place_of(one);
  place.altitude = one.number_or("elev_m", 234) * metre;
  SunDate date;
  const SunMoment day_of_case = moment_of_date(one.text("date"));
  date.year = day_of_case.year;
  date.day_of_year = day_of_case.day_of_year;
  date.utc_offset = one.number_or("tz_h", 0) * hour;
  date.delta_t_s = pvwatts_delta_t_s(date.year);
  Air air = air_of(one);
  air.pressure_hpa = one.number_or("pressure_hpa", 1013.25);
  const PvwattsHour now = pvwatts_hour(place, date, clock_of(one.text("local")), air);
  PvwattsLight light;
  if (now.is_up) {
    light = pvwatts_light(light_of(one).sky, now.sun, surface, one.number_or("albedo", 0.2));
  }
  const double facing = std::clamp(incidence_cosine(now.sun, surface), -1.0, 1.0);
  const auto watts = [](Irradiance flux) { return flux / watt_per_square_metre; };
  return {{"poa_beam", watts(light.plane.beam)},
          {"poa_sky", watts(light.plane.sky)},
          {"poa_ground", watts(light.plane.ground)},
          {"iso", watts(light.sky.isotropic)},
          {"circumsolar", watts(light.sky.circumsolar)},
          {"horizon", watts(light.sky.horizon)},
          {"aoi_deg", now.is_up ? std::acos(facing) / degree : 0.0},
          {"zenith_deg", now.sun.zenith_deg},
          {"azimuth_deg", now.sun.azimuth_deg}};
}

}  // namespace

Result<std::vector<FoundFigure>> solve_light_case(const PowerCase& one, CaseSurroundings&) {
  const std::optional<SkyModel> model = sky_model_of(one);
  const std::string coefficients = one.text("coeff");
  if (!model || (!coefficients.empty() && coefficients != "allsitescomposite1990")) {
    return unknown_inputs(one);
  }
  const Surface surface{one.number_or("tilt", 0), one.number_or("surf_az", 180)};
  if (one.has("lat") && model == SkyModel::perez) return ssc_light_figures(one, surface);
  const Light light = light_of(one);
  const SkyParts parts = sky_parts(*model, light, surface);
  const PlaneLight plane = plane_light(*model, light, surface, one.number_or("albedo", 0.2));
  const auto watts = [](Irradiance flux) { return flux / watt_per_square_metre; };
  return std::vector<FoundFigure>{
      {"sky_diffuse", watts(parts.total())},
      {"isotropic", watts(parts.isotropic)},
      {"circumsolar", watts(parts.circumsolar)},
      {"horizon", watts(parts.horizon)},
      {"iso", watts(parts.isotropic)},
      {"poa_beam", watts(plane.beam)},
      {"poa_sky", watts(plane.sky)},
      {"poa_ground", watts(plane.ground)},
      {"aoi_deg", std::acos(incidence_cosine(light.sun, surface)) / degree},
      {"zenith_deg", light.sun.zenith_deg},
      {"azimuth_deg", light.sun.azimuth_deg}};
}

}  // namespace islet
