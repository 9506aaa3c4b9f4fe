#include "catalog/weather_forms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "catalog/weather_text.h"

namespace islet {
namespace {

constexpr std::size_t fields_max = 120;
constexpr double zone_max = 14;            ///< hours east or west of UTC
constexpr std::size_t rows_max = 110'000;  ///< a leap year of five-minute rows

/// Where the columns of a form stand; -1: not there.
struct Columns {
  int ghi = -1;
  int dni = -1;
  int dhi = -1;
  int air = -1;
  int wind = -1;
  int snow_depth = -1;  ///< cm
  int rain = -1;        ///< mm
};

struct FileReader {
  const std::string& path;
  TextLines lines;
  WeatherTable table{};

  Error fault(int line, std::string what, std::string hint) const {
    return weather_fault({.file = path, .line = line, .column = 1}, std::move(what),
                         std::move(hint));
  }

  std::optional<TextLine> next() { return lines.next(); }
  TextLine next_or_empty() { return lines.next().value_or(TextLine{}); }
};

std::string_view unquoted(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  return trimmed(text);
}

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  for (const TextField& field : fields_of(line, fields_max))
    cells.emplace_back(unquoted(field.text));
  return cells;
}

int column_called(const std::vector<std::string>& names, std::string_view start) {
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (names[index].starts_with(start)) return static_cast<int>(index);
  }
  return -1;
}

std::optional<double> number_of_cell(const std::vector<std::string>& cells, int column) {
  if (column < 0 || static_cast<std::size_t>(column) >= cells.size()) return std::nullopt;
  return number_in(cells[static_cast<std::size_t>(column)]);
}

/// Puts month, day and hour of a file into the row; false where one is no number of a calendar.
/// Whether the day exists is seen when the rows are put in order.
bool take_moment(const std::array<std::optional<double>, 3>& moment, WeatherRow& row) {
  constexpr std::array<double, 3> limits = {12, 31, 24};
  std::array<double, 3> numbers{};
  for (std::size_t index = 0; index < moment.size(); ++index) {
    numbers[index] = moment[index].value_or(-1);
    if (numbers[index] < 0 || numbers[index] > limits[index]) return false;
  }
  row.month = static_cast<int>(numbers[0]);
  row.day = static_cast<int>(numbers[1]);
  row.hour = numbers[2];
  return true;
}

/// Codes of missing values: 9999, 999, 99.9, -9900 and -999, by what the column may hold.
std::optional<double> known_value(const std::vector<std::string>& cells, int column, double low,
                                  double high) {
  const auto value = number_of_cell(cells, column);
  if (!value || *value < low || *value > high) return std::nullopt;
  return value;
}

void take_values(const std::vector<std::string>& cells, const Columns& columns, WeatherRow& row) {
  // Small negative irradiance is an instrument's night offset.
  const auto light = [&](int column) {
    const auto value = known_value(cells, column, -20, 1500);
    return value ? std::optional<double>(std::max(0.0, *value)) : std::nullopt;
  };
  row.ghi = light(columns.ghi);
  row.dni = light(columns.dni);
  row.dhi = light(columns.dhi);
  row.air = known_value(cells, columns.air, -95, 65);
  row.wind = known_value(cells, columns.wind, 0, 98);
  row.snow_depth_cm = known_value(cells, columns.snow_depth, 0, 998);
  row.rain_mm = known_value(cells, columns.rain, 0, 400);
}

std::optional<Error> missing_columns(const FileReader& file, int line, const Columns& columns) {
  std::string missing;
  const std::array<std::pair<const char*, int>, 5> named{{{"global horizontal", columns.ghi},
                                                          {"direct normal", columns.dni},
                                                          {"diffuse horizontal", columns.dhi},
                                                          {"air temperature", columns.air},
                                                          {"wind speed", columns.wind}}};
  for (const auto& [name, column] : named) {
    if (column < 0) missing += (missing.empty() ? "" : ", ") + std::string(name);
  }
  if (missing.empty()) return std::nullopt;
  return file.fault(line, "the file has no column of " + missing,
                    "Fetch it again with global, direct and diffuse light, temperature and wind.");
}

std::optional<Error> set_place(FileReader& file, int line,
                               const std::array<std::string, 4>& texts) {
  std::array<double, 4> numbers{};
  constexpr std::array<const char*, 4> names = {"latitude", "longitude", "elevation", "time zone"};
  constexpr std::array<double, 4> limits = {90, 180, 9000, zone_max};
  for (std::size_t index = 0; index < texts.size(); ++index) {
    const auto number = number_in(texts[index]);
    if (!number || std::abs(*number) > limits[index]) {
      return file.fault(line,
                        fmt::format("the {} is {}, must be a number from -{} to {}", names[index],
                                    quoted(texts[index]), limits[index], limits[index]),
                        "The header of the file may have been changed; fetch it again.");
    }
    numbers[index] = *number;
  }
  WeatherYear& year = file.table.year;
  year.position = {numbers[0], numbers[1], numbers[2] * metre};
  file.table.file_offset_h = numbers[3];
  year.utc_offset = std::round(numbers[3]) * hour;
  return std::nullopt;
}

std::string cell_at(const std::vector<std::string>& cells, int column) {
  if (column < 0 || static_cast<std::size_t>(column) >= cells.size()) return "";
  return cells[static_cast<std::size_t>(column)];
}

std::optional<Error> too_many(const FileReader& file, int line) {
  if (file.table.rows.size() < rows_max) return std::nullopt;
  return file.fault(line, "more rows than five-minute steps of a year", "Keep one year.");
}

Error bad_moment(const FileReader& file, int line, const std::string& text) {
  return file.fault(line, "the time of the row is " + quoted(text) + ", which is none",
                    "The file may have been cut off or edited; fetch it again.");
}

/// "01/31/1988" and "13:00".
bool read_us_moment(const std::string& date, const std::string& time, WeatherRow& row) {
  const auto parts = split(date, '/');
  const auto clock = split(time, ':');
  if (parts.size() != 3 || clock.empty()) return false;
  if (!take_moment({number_in(parts[0]), number_in(parts[1]), number_in(clock[0])}, row)) {
    return false;
  }
  row.hour -= 1;  // hours end at their stamp
  return true;
}

Result<WeatherTable> read_tmy3(FileReader file) {
  const std::vector<std::string> place = cells_of(file.next_or_empty().text);
  if (place.size() < 7) return file.fault(1, "the first line names no station", "Fetch it again.");
  file.table.year.name = place[1];
  if (auto wrong = set_place(file, 1, {place[4], place[5], place[6], place[3]})) return *wrong;
  const std::vector<std::string> titles = cells_of(file.next_or_empty().text);
  const Columns columns{column_called(titles, "GHI (W"),       column_called(titles, "DNI (W"),
                        column_called(titles, "DHI (W"),       column_called(titles, "Dry-bulb (C"),
                        column_called(titles, "Wspd (m/s"),    -1,
                        column_called(titles, "Lprecip depth")};
  if (auto wrong = missing_columns(file, 2, columns)) return *wrong;
  while (const auto line = file.next()) {
    if (trimmed(line->text).empty()) continue;
    if (auto wrong = too_many(file, line->number)) return *wrong;
    const std::vector<std::string> cells = cells_of(line->text);
    WeatherRow row{.line = line->number};
    if (cells.size() < 2 || !read_us_moment(cells[0], cells[1], row)) {
      return bad_moment(file, line->number, cells.empty() ? "" : cells[0]);
    }
    take_values(cells, columns, row);
    file.table.rows.push_back(row);
  }
  return std::move(file.table);
}

Result<WeatherTable> read_epw(FileReader file) {
  const std::vector<std::string> place = cells_of(file.next_or_empty().text);
  if (place.size() < 10) return file.fault(1, "LOCATION is cut off", "Fetch the file again.");
  file.table.year.name = place[1];
  if (auto wrong = set_place(file, 1, {place[6], place[7], place[9], place[8]})) return *wrong;
  constexpr Columns columns{13, 14, 15, 6, 21, 30, 33};
  bool inside = false;
  while (const auto line = file.next()) {
    if (!inside) {
      inside = line->text.starts_with("DATA PERIODS");
      continue;
    }
    if (trimmed(line->text).empty()) continue;
    if (auto wrong = too_many(file, line->number)) return *wrong;
    const std::vector<std::string> cells = cells_of(line->text);
    WeatherRow row{.line = line->number};
    if (cells.size() < 22 ||
        !take_moment({number_of_cell(cells, 1), number_of_cell(cells, 2), number_of_cell(cells, 3)},
                     row)) {
      return bad_moment(file, line->number, std::string(line->text.substr(0, 20)));
    }
    row.hour -= 1;  // hours end at their number
    take_values(cells, columns, row);
    file.table.rows.push_back(row);
  }
  if (!inside) return file.fault(1, "the line DATA PERIODS is missing", "Fetch the file again.");
  return std::move(file.table);
}

Result<WeatherTable> read_psm3(FileReader file) {
  const std::vector<std::string> keys = cells_of(file.next_or_empty().text);
  const auto values_line = file.next();
  const auto titles_line = values_line ? file.next() : std::nullopt;
  if (!titles_line) return file.fault(1, "the header is cut off", "Fetch the file again.");
  const std::vector<std::string> values = cells_of(values_line->text);
  const auto value = [&](std::string_view name) {
    return cell_at(values, column_called(keys, name));
  };
  file.table.year.name = "NSRDB " + value("Location ID");
  if (auto wrong = set_place(
          file, 2,
          {value("Latitude"), value("Longitude"), value("Elevation"), value("Time Zone")})) {
    return *wrong;
  }
  // Rows may be in UTC; the year is kept in the place's own time.
  if (const std::string local = value("Local Time Zone"); !local.empty()) {
    const auto number = number_in(local);
    if (!number || std::abs(*number) > zone_max) {
      return file.fault(
          2, "the local time zone is " + quoted(local) + ", must be a number from -14 to 14",
          "The header of the file may have been changed; fetch it again.");
    }
    file.table.year.utc_offset = std::round(*number) * hour;
  }
  const std::vector<std::string> titles = cells_of(titles_line->text);
  const Columns columns{column_called(titles, "GHI"), column_called(titles, "DNI"),
                        column_called(titles, "DHI"), column_called(titles, "Temperature"),
                        column_called(titles, "Wind Speed")};
  if (auto wrong = missing_columns(file, 3, columns)) return *wrong;
  const int month_column = column_called(titles, "Month");
  const int day_column = column_called(titles, "Day");
  const int hour_column = column_called(titles, "Hour");
  const int minute_column = column_called(titles, "Minute");
  while (const auto line = file.next()) {
    if (trimmed(line->text).empty()) continue;
    if (auto wrong = too_many(file, line->number)) return *wrong;
    const std::vector<std::string> cells = cells_of(line->text);
    WeatherRow row{.line = line->number};
    if (!take_moment({number_of_cell(cells, month_column), number_of_cell(cells, day_column),
                      number_of_cell(cells, hour_column)},
                     row)) {
      return bad_moment(file, line->number, std::string(line->text.substr(0, 20)));
    }
    row.hour += number_of_cell(cells, minute_column).value_or(30) / 60;
    take_values(cells, columns, row);
    file.table.rows.push_back(row);
  }
  // One stamp an hour says where in the hour it was taken; several are averaged over the hour.
  const bool hourly = file.table.rows.size() < 9000;
  if (hourly && !file.table.rows.empty()) {
    file.table.sample_at_h = std::fmod(file.table.rows.front().hour, 1.0);
  }
  return std::move(file.table);
}

/// "20150101:0010".
bool read_pvgis_moment(const std::string& text, WeatherRow& row) {
  if (text.size() < 11 || text[8] != ':') return false;
  return take_moment(
      {number_in(text.substr(4, 2)), number_in(text.substr(6, 2)), number_in(text.substr(9, 2))},
      row);
}

Result<WeatherTable> read_pvgis(FileReader file) {
  std::array<std::string, 4> place = {"", "", "0", "0"};
  file.table.sample_at_h = 0;  // stamps are instants, unless an offset is given
  std::vector<std::string> titles;
  int titles_line = 0;
  while (const auto line = file.next()) {
    const std::size_t colon = line->text.find(':');
    const std::string after =
        colon == std::string_view::npos ? "" : std::string(trimmed(line->text.substr(colon + 1)));
    if (line->text.starts_with("Latitude")) place[0] = after;
    if (line->text.starts_with("Longitude")) place[1] = after;
    if (line->text.starts_with("Elevation")) place[2] = after;
    if (line->text.starts_with("Irradiance Time Offset")) {
      file.table.sample_at_h = std::clamp(number_in(after).value_or(0), 0.0, 0.99);
    }
    if (line->text.starts_with("time")) {
      titles = cells_of(line->text);
      titles_line = line->number;
      break;
    }
  }
  if (auto wrong = set_place(file, 1, place)) return *wrong;
  file.table.year.name = "PVGIS";
  file.table.year.utc_offset = std::round(file.table.year.position.longitude_deg / 15) * hour;
  const Columns columns{column_called(titles, "G(h)"), column_called(titles, "Gb(n)"),
                        column_called(titles, "Gd(h)"), column_called(titles, "T2m"),
                        column_called(titles, "WS10m")};
  if (auto wrong = missing_columns(file, titles_line, columns)) return *wrong;
  while (const auto line = file.next()) {
    const std::vector<std::string> cells = cells_of(line->text);
    WeatherRow row{.line = line->number};
    // A legend follows the rows.
    if (cells.empty() || !read_pvgis_moment(cells[0], row)) break;
    if (auto wrong = too_many(file, line->number)) return *wrong;
    take_values(cells, columns, row);
    file.table.rows.push_back(row);
  }
  return std::move(file.table);
}

}  // namespace

WeatherForm weather_form(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view first = text.substr(0, text.find('\n'));
  if (first.starts_with("LOCATION,")) return WeatherForm::epw;
  if (first.starts_with("Source,Location ID")) return WeatherForm::psm3;
  if (first.starts_with("Latitude (decimal degrees)")) return WeatherForm::pvgis;
  const std::string_view rest = text.substr(std::min(text.size(), first.size() + 1));
  if (rest.starts_with("Date (MM/DD/YYYY)")) return WeatherForm::tmy3;
  return WeatherForm::islet;
}

Result<WeatherTable> read_weather_table(std::string_view text, WeatherForm form,
                                        const std::string& path) {
  FileReader file{path, TextLines(text)};
  switch (form) {
    case WeatherForm::tmy3:
      return read_tmy3(std::move(file));
    case WeatherForm::epw:
      return read_epw(std::move(file));
    case WeatherForm::psm3:
      return read_psm3(std::move(file));
    case WeatherForm::pvgis:
      return read_pvgis(std::move(file));
    case WeatherForm::islet:
      break;
  }
  CHECK(false);
  return weather_fault({.file = path}, "no such form", "");
}

}  // namespace islet
