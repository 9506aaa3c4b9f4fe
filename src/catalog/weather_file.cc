// Reads an hourly weather year from CSV, strictly: one clear message for the first fault.
#include "catalog/weather_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "catalog/light_clock.h"
#include "catalog/weather_forms.h"
#include "catalog/weather_header.h"
#include "catalog/weather_rows.h"
#include "catalog/weather_text.h"

namespace islet {
namespace {

constexpr std::size_t most_bytes = 16'000'000;
constexpr std::size_t columns = 8;

/// A column of measured values and what it may hold. The limits are the records of the Earth with
/// some room: they catch wrong units and shifted columns, not odd weather.
struct Column {
  std::string_view name;
  double low = 0, high = 0;
  std::string_view unit;
};
constexpr std::array<Column, 5> measured{{{"ghi", 0, 1500, " W/m2"},
                                          {"dni", 0, 1500, " W/m2"},
                                          {"dhi", 0, 1000, " W/m2"},
                                          {"temp_c", -95, 65, " C"},
                                          {"wind_ms", 0, 120, " m/s"}}};

/// The sun is well below the horizon the whole hour `at` of the year.
///
/// A rough position is enough (declination by a cosine, no equation of time): the sun must be 6
/// degrees down with 48 minutes to spare on both sides. Records have slips of an hour at dawn.
bool is_deep_night(const WeatherYear& weather, std::size_t at_hour) {
  constexpr double degree = std::numbers::pi / 180;
  const std::size_t day_of_year = at_hour / 24;
  const double declination =
      -23.45 * degree *
      std::cos(2 * std::numbers::pi * (static_cast<double>(day_of_year) + 10.5) / 365);
  const double latitude = weather.position.latitude_deg * degree;
  for (const double at : {-0.8, 0.5, 1.8}) {
    const double solar = static_cast<double>(at_hour % 24) + at +
                         weather.position.longitude_deg / 15 - weather.utc_offset / hour;
    const double sine =
        std::sin(latitude) * std::sin(declination) -
        std::cos(latitude) * std::cos(declination) * std::cos(solar * std::numbers::pi / 12);
    if (sine > std::sin(-6 * degree)) return false;
  }
  return true;
}

constexpr double twilight_w_per_m2 = 10;

/// Where the reader stands: hour r of the year, by the calendar.
struct Calendar {
  int month = 1, day = 1, hour = 0;

  void advance() {
    if (++hour < 24) return;
    hour = 0;
    if (++day <= days_in_month(month - 1)) return;
    day = 1;
    ++month;
  }
  std::string text() const {
    return std::to_string(month) + "," + std::to_string(day) + "," + std::to_string(hour);
  }
};

std::string whole(double value) { return std::to_string(std::lround(value)); }

struct Reader {
  const std::string& path;
  WeatherYear& weather;
  Calendar now;

  Error fault(const TextLine& line, int column, std::string what, std::string hint) const {
    Error error = weather_fault({.file = path, .line = line.number, .column = column},
                                std::move(what), std::move(hint));
    error.line_text = line.text.substr(0, 200);
    return error;
  }

  /// Month, day and hour are those that come next.
  std::optional<Error> wrong_moment(const TextLine& line,
                                    const std::vector<TextField>& fields) const {
    const std::array<int, 3> expected{now.month, now.day, now.hour};
    bool right = true;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::optional<double> number = number_in(fields[i].text);
      right = right && number && *number == expected[i];
    }
    if (right) return std::nullopt;
    const bool leap = number_in(fields[0].text) == 2.0 && number_in(fields[1].text) == 29.0;
    const std::string read = std::string(fields[0].text) + "," + std::string(fields[1].text) + "," +
                             std::string(fields[2].text);
    return fault(line, 1, "month,day,hour is " + quoted(read) + ", must be \"" + now.text() + "\"",
                 leap ? "Leave 29 February out: a weather year has 8760 hours."
                      : "Rows run from 1 January 00:00 local standard time, hour by hour, hours 0 "
                        "to 23, none missing.");
  }

  std::optional<Error> read_row(const TextLine& line) {
    const std::vector<TextField> fields = fields_of(line.text, columns + 1);
    if (fields.size() != columns) {
      return fault(
          line, 1,
          "has " +
              std::string(fields.size() > columns ? "more than 8" : std::to_string(fields.size())) +
              " fields, must have 8: " + std::string(weather_columns),
          "The file may have been cut off while it was written; fetch it again.");
    }
    if (std::optional<Error> wrong = wrong_moment(line, fields)) return wrong;
    std::array<double, measured.size()> values{};
    for (std::size_t i = 0; i < measured.size(); ++i) {
      const Column& column = measured[i];
      const TextField& field = fields[i + 3];
      const std::optional<double> number = number_in(field.text);
      if (!number || *number < column.low || *number > column.high) {
        return fault(line, field.column,
                     std::string(column.name) + " is " + quoted(field.text) +
                         ", must be a number from " + whole(column.low) + " to " +
                         whole(column.high) + std::string(column.unit),
                     "Fill gaps before use; irradiance is in W/m2, temperature in C, wind in m/s.");
      }
      values[i] = *number;
    }
    // Light although the sun stands well below the horizon the whole hour.
    if (std::max(values[0], values[2]) > twilight_w_per_m2 &&
        is_deep_night(weather, weather.hours.size())) {
      return fault(line, fields[3].column,
                   "ghi,dni,dhi is " +
                       quoted(std::string(fields[3].text) + "," + std::string(fields[4].text) +
                              "," + std::string(fields[5].text)) +
                       " while the sun is down, must be 0",
                   "Check lat, lon and tz_hours: hours are local standard time, not UTC and not "
                   "summer time.");
    }
    weather.hours.push_back({.ghi = values[0] * watt_per_square_metre,
                             .dni = values[1] * watt_per_square_metre,
                             .dhi = values[2] * watt_per_square_metre,
                             .air = celsius(values[3]),
                             .wind = values[4] * metre_per_second});
    now.advance();
    return std::nullopt;
  }
};

/// A year whose sum cannot be W/m2. Between the polar circles no place gets less than 500 or more
/// than 2800 kWh/m2.
std::optional<Error> wrong_sum(const WeatherYear& weather, const std::string& path) {
  Irradiance sum;
  for (const WeatherHour& one : weather.hours) sum += one.ghi;
  const double kwh = sum / watt_per_square_metre / 1000;
  const double low = std::abs(weather.position.latitude_deg) < 60 ? 300 : 0;
  if (kwh >= low && kwh <= 3000) return std::nullopt;
  return weather_fault({.file = path},
                       "ghi sums to " + whole(kwh) + " kWh/m2, must sum to " + whole(low) +
                           " to 3000 kWh/m2 in a year",
                       "Give irradiance as the mean of each hour in W/m2.");
}

/// A year of another tool's file, held to the same limits as our own.
Result<WeatherYear> read_foreign_year(std::string_view text, WeatherForm form,
                                      const std::string& path) {
  Result<WeatherTable> table = read_weather_table(text, form, path);
  if (!table) return table.error();
  Result<WeatherYear> year = weather_year_of(std::move(*table), path);
  if (!year) return year;
  year->grade = Grade::b;
  year->source = path;
  int lit_nights = 0;
  for (std::size_t at = 0; at < year->hours.size(); ++at) {
    const WeatherHour& one = year->hours[at];
    if (std::max(one.ghi, one.dhi) > twilight_w_per_m2 * watt_per_square_metre &&
        is_deep_night(*year, at)) {
      ++lit_nights;
    }
  }
  // A handful are slips of the record; a wrong zone lights a hundred nights.
  if (lit_nights > 20) {
    return weather_fault({.file = path, .line = 1, .column = 1},
                         std::to_string(lit_nights) + " hours have light while the sun is down",
                         "Latitude, longitude and time zone of the header do not belong to the "
                         "rows.");
  }
  if (std::optional<Error> fault = wrong_sum(*year, path)) return *fault;
  note_light_offset(*year);
  return year;
}

}  // namespace

Result<WeatherYear> read_weather_year(const std::string& path) {
  const Result<std::string> text = read_text(path, most_bytes);
  if (!text) return text.error();
  return weather_year_in(*text, path);
}

Result<WeatherYear> weather_year_in(std::string_view text, const std::string& path) {
  if (text.empty()) {
    return weather_fault({.file = path}, "is empty, must be a weather year",
                         "The format is described in data/weather/README.md.");
  }
  if (const WeatherForm form = weather_form(text); form != WeatherForm::islet) {
    return read_foreign_year(text, form, path);
  }
  TextLines lines(text);
  WeatherYear weather;
  if (std::optional<Error> fault = read_weather_header(lines, path, weather)) return *fault;
  weather.hours.reserve(hours_per_year);
  Reader reader{path, weather, {}};
  int last_line = 0;
  while (const std::optional<TextLine> line = lines.next()) {
    last_line = line->number;
    if (weather.hours.size() == hours_per_year) {
      if (line->text.empty()) continue;
      return reader.fault(*line, 1, "there are more than 8760 hours",
                          "Keep one year, without 29 February.");
    }
    if (std::optional<Error> fault = reader.read_row(*line)) return *fault;
  }
  if (weather.hours.size() < hours_per_year) {
    return weather_fault({.file = path, .line = last_line, .column = 1},
                         "ends after " + std::to_string(weather.hours.size()) +
                             " hours, must have 8760; the next would be \"" + reader.now.text() +
                             "\"",
                         "The file may have been cut off while it was written; fetch it again.");
  }
  if (std::optional<Error> fault = wrong_sum(weather, path)) return *fault;
  note_light_offset(weather);
  return weather;
}

}  // namespace islet
