// An hourly report of PVWatts, with its weather, held against our PVWatts.
#include "accuracy/pvwatts_report.h"

#include <array>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "accuracy/number_table.h"
#include "accuracy/stated_setting.h"
#include "base/written_file.h"
#include "energy/pvwatts.h"
#include "energy/pvwatts_sun.h"

namespace islet {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{16} << 20;
constexpr double share_of_year = 0.005;     // of the sums of a year
constexpr double share_of_capacity = 0.02;  // root mean square of the hours

PvwattsMount mount_in(const std::string& words) {
  const auto has = [&](const char* word) { return words.find(word) != std::string::npos; };
  if (has("backtrack")) return PvwattsMount::one_axis_backtracking;
  if (has("1-axis") || has("one axis") || has("1axis") || has("1 axis")) {
    return PvwattsMount::one_axis;
  }
  if (has("2-axis") || has("two axis") || has("2axis") || has("2 axis")) {
    return PvwattsMount::two_axis;
  }
  return has("roof") ? PvwattsMount::roof : PvwattsMount::open_rack;
}

PvwattsDesign design_in(const std::string& words) {
  const auto has = [&](const char* word) { return words.find(word) != std::string::npos; };
  PvwattsDesign design;
  design.version = has("V8") ? PvwattsVersion::eight : PvwattsVersion::five;
  if (has("premium module")) design.module = PvwattsModule::premium;
  if (has("thin film")) design.module = PvwattsModule::thin_film;
  design.mount = mount_in(words);
  design.rating = number_before(words, " kWdc").value_or(4) * kilowatt;
  design.tilt_deg = number_after(words, "tilt").value_or(20);
  design.azimuth_deg = number_after(words, " az").value_or(180);
  design.losses = number_after(words, "losses").value_or(14.08) / 100;
  design.inverter_efficiency = number_after(words, "inverter").value_or(96) / 100;
  design.panels_over_inverter = number_after(words, "DC/AC").value_or(1.2);
  design.ground_cover = number_after(words, "gcr").value_or(0.4);
  return design;
}

/// Place in words ("39.73 N 105.18 W 1820 m") and weather in columns. The clock is the full hour
/// nearest to the place's own.
WeatherYear weather_in(const std::string& words, const NumberTable& table) {
  WeatherYear weather;
  const double south = number_before(words, " S").value_or(0);
  const double west = number_before(words, " W").value_or(0);
  weather.position.latitude_deg = number_before(words, " N").value_or(-south);
  weather.position.longitude_deg = number_before(words, " E").value_or(-west);
  weather.position.altitude = number_before(words, " m").value_or(0) * metre;
  weather.utc_offset = std::round(weather.position.longitude_deg / 15) * hour;
  const auto value = [&](const char* name, std::size_t i) {
    const std::span<const double> column = table.column(name);
    return column.empty() ? 0.0 : column[i];
  };
  weather.hours.resize(hours_per_year);
  for (std::size_t i = 0; i < hours_per_year; ++i) {
    WeatherHour& now = weather.hours[i];
    now.dni = value("beam", i) * watt_per_square_metre;
    now.dhi = value("diffuse", i) * watt_per_square_metre;
    now.air = celsius(value("tamb", i));
    now.wind = value("wind", i) * metre_per_second;
  }
  return weather;
}

/// A column of the report: what we have for it, and the full scale its hours are measured by.
struct Compared {
  const char* column;
  std::vector<double> ours;
  double full_scale;
};

void put_column(const SheetFile& file, const Compared& one, std::span<const double> expected,
                PowerRun& run) {
  double sum = 0, our_sum = 0, squares = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    sum += expected[i];
    our_sum += one.ours[i];
    squares += (one.ours[i] - expected[i]) * (one.ours[i] - expected[i]);
  }
  const double rms = std::sqrt(squares / static_cast<double>(expected.size()));
  if (std::string(one.column) != "tcell") {
    run.figures.push_back({file.name, "year", fmt::format("{}_sum", one.column), sum, our_sum,
                           share_of_year * std::abs(sum)});
  }
  run.figures.push_back({file.name, "hours", fmt::format("{}_rms", one.column), 0, rms,
                         share_of_capacity * one.full_scale});
}

}  // namespace

void solve_pvwatts_report(const SheetFile& file, CaseSurroundings& /*surroundings*/,
                          PowerRun& run) {
  const Result<std::string> text = read_file(file.path, file_bytes_max);
  const Result<NumberTable> table = read_number_table(file.path);
  if (!text || !table) {
    run.skipped.push_back({file.name, "", text ? table.error().what : text.error().what});
    return;
  }
  if (table->rows() != hours_per_year || table->column("beam").empty()) {
    run.skipped.push_back(
        {file.name, "", "must have 8760 rows with `beam`, `diffuse`, `tamb` and `wind`"});
    return;
  }
  const std::string words = stated_words(*text);
  const PvwattsDesign design = design_in(words);
  const WeatherYear weather = weather_in(words, *table);
  const std::vector<PvwattsOutput> outputs =
      pvwatts_year(design, weather, pvwatts_sun_year(weather));
  const double rated_w = design.rating / watt;
  std::array<Compared, 4> columns = {{{"poa", {}, 1000},
                                      {"tcell", {}, 100},
                                      {"dc_w", {}, rated_w},
                                      {"ac_w", {}, rated_w / design.panels_over_inverter}}};
  for (const PvwattsOutput& output : outputs) {
    columns[0].ours.push_back(output.light / watt_per_square_metre);
    columns[1].ours.push_back(output.cell.in_celsius());
    columns[2].ours.push_back(rated_w * output.direct);
    columns[3].ours.push_back(rated_w * output.alternating);
  }
  for (const Compared& one : columns) {
    const std::span<const double> expected = table->column(one.column);
    if (!expected.empty()) put_column(file, one, expected, run);
  }
}

}  // namespace islet
