#include "catalog/weather_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "catalog/weather_text.h"

namespace islet {
namespace {

constexpr int gap_max = 6;  ///< hours that are filled
constexpr std::size_t values_per_hour = 5;

/// Sum and number of the values of one hour.
struct Cell {
  std::array<double, values_per_hour> sum{};
  std::array<int, values_per_hour> count{};
  std::optional<double> snow_depth_cm;  ///< the last of the hour
  std::optional<double> rain_mm;        ///< its sum
  int rows = 0;
  int line = 0;
};

int first_hour_of_month(int month) {
  int days = 0;
  for (int each = 0; each < month; ++each) days += days_in_month(each);
  return days * 24;
}

bool is_leap_day(const WeatherRow& row) { return row.month == 2 && row.day == 29; }

bool is_moment(const WeatherRow& row) {
  return row.month >= 1 && row.month <= 12 && row.day >= 1 &&
         row.day <= days_in_month(row.month - 1) && row.hour >= 0 && row.hour < 24;
}

class Assembly {
 public:
  Assembly(WeatherTable table, const std::string& path)
      : table_(std::move(table)), path_(path), cells_(hours_per_year) {}

  Result<WeatherYear> year() && {
    // The rows' clock against the year's, in whole hours; what is left moves the sun.
    const double ahead = table_.year.utc_offset / hour - table_.file_offset_h;
    shift_ = static_cast<int>(std::floor(ahead + 1e-9));
    table_.year.sun_at = std::clamp(table_.sample_at_h + (ahead - shift_), 0.0, 1.0) * hour;
    rows_an_hour_ = table_.rows.size() > 9000 ? 12 : 1;
    for (const WeatherRow& row : table_.rows) {
      if (is_leap_day(row)) continue;
      if (auto wrong = put(row)) return *wrong;
    }
    if (auto wrong = fill_gaps()) return *wrong;
    add_snow();
    if (filled_ > 0) {
      table_.year.notes.push_back(std::to_string(filled_) +
                                  " missing values were filled between their neighbours");
    }
    return std::move(table_.year);
  }

 private:
  std::optional<Error> put(const WeatherRow& row) {
    if (!is_moment(row)) {
      return fault(row.line, "month, day and hour of the row are no moment of a year",
                   "The file may have been cut off or edited; fetch it again.");
    }
    const int at = first_hour_of_month(row.month - 1) + (row.day - 1) * 24 +
                   static_cast<int>(row.hour) + shift_;
    Cell& cell = cells_[static_cast<std::size_t>((at + hours_per_year) % hours_per_year)];
    if (++cell.rows > rows_an_hour_) {
      return fault(row.line,
                   "this hour was given in line " + std::to_string(cell.line) + " already",
                   "Keep one year, each hour once.");
    }
    if (cell.line == 0) cell.line = row.line;
    const std::array<std::optional<double>, values_per_hour> values = {row.ghi, row.dni, row.dhi,
                                                                       row.air, row.wind};
    for (std::size_t index = 0; index < values.size(); ++index) {
      const std::optional<double>& value = values[index];
      if (!value) continue;
      cell.sum[index] += *value;
      ++cell.count[index];
    }
    if (row.snow_depth_cm) cell.snow_depth_cm = row.snow_depth_cm;
    if (row.rain_mm) cell.rain_mm = cell.rain_mm.value_or(0.0) + *row.rain_mm;
    return std::nullopt;
  }

  /// Fresh snow, by what the file tells.
  ///
  ///     depth on the ground:  what it rose by since the hour before
  ///     precipitation alone:  10 times its depth as water, in air below 1 C
  ///
  /// Valid for   files that tell either in nine of ten hours
  /// Leaves out  snow that melts or settles while it falls
  /// Source      Marion et al., Solar Energy 97, 2013, for the rise of depth; fresh snow of 100
  ///             kg/m3, World Meteorological Organization, Guide to instruments, 2018
  void add_snow() {
    constexpr std::size_t enough = hours_per_year * 9 / 10;
    constexpr double depth_per_water = 10;
    const auto told = [&](auto Cell::*member) {
      return static_cast<std::size_t>(
          std::count_if(cells_.begin(), cells_.end(),
                        [&](const Cell& cell) { return (cell.*member).has_value(); }));
    };
    const bool by_depth = told(&Cell::snow_depth_cm) >= enough;
    if (!by_depth && told(&Cell::rain_mm) < enough) return;
    std::vector<Length> fresh(hours_per_year);
    double before = cells_.back().snow_depth_cm.value_or(0.0);
    int falls = 0;
    for (std::size_t at = 0; at < hours_per_year; ++at) {
      const Cell& cell = cells_[at];
      double fallen_cm = 0;
      if (by_depth) {
        const double depth = cell.snow_depth_cm.value_or(before);
        fallen_cm = std::max(0.0, depth - before);
        before = depth;
      } else if (table_.year.hours[at].air < celsius(1)) {
        fallen_cm = 0.1 * depth_per_water * cell.rain_mm.value_or(0.0);
      }
      fresh[at] = 0.01 * fallen_cm * metre;
      falls += fallen_cm > 0 ? 1 : 0;
    }
    if (falls == 0) return;
    table_.year.snowfall = std::move(fresh);
    table_.year.notes.push_back("snow falls in " + std::to_string(falls) +
                                " hours of the file and lies on the panels until it slides");
  }

  std::optional<Error> fill_gaps() {
    std::array<std::vector<double>, values_per_hour> series;
    for (std::size_t index = 0; index < values_per_hour; ++index) {
      if (auto wrong = filled(index, series[index])) return wrong;
    }
    for (std::size_t at = 0; at < hours_per_year; ++at) {
      table_.year.hours.push_back({.ghi = series[0][at] * watt_per_square_metre,
                                   .dni = series[1][at] * watt_per_square_metre,
                                   .dhi = series[2][at] * watt_per_square_metre,
                                   .air = celsius(series[3][at]),
                                   .wind = series[4][at] * metre_per_second});
    }
    return std::nullopt;
  }

  /// One quantity of every hour; a gap takes the straight line between what stands around it.
  std::optional<Error> filled(std::size_t index, std::vector<double>& out) {
    const auto present = [&](std::size_t at) {
      return cells_[at % hours_per_year].count[index] > 0;
    };
    const auto value = [&](std::size_t at) {
      const Cell& cell = cells_[at % hours_per_year];
      return cell.sum[index] / cell.count[index];
    };
    out.resize(hours_per_year);
    for (std::size_t at = 0; at < hours_per_year; ++at) {
      if (present(at)) {
        out[at] = value(at);
        continue;
      }
      std::size_t before = 0;
      std::size_t after = 0;
      while (before <= gap_max && !present(at + hours_per_year - before)) ++before;
      while (after <= gap_max && !present(at + after)) ++after;
      if (before + after > gap_max + 1) return long_gap(index, at);
      const double from = value(at + hours_per_year - before);
      const double to = value(at + after);
      out[at] =
          from + (to - from) * static_cast<double>(before) / static_cast<double>(before + after);
      ++filled_;
    }
    return std::nullopt;
  }

  Error long_gap(std::size_t index, std::size_t at) const {
    constexpr std::array<const char*, values_per_hour> names = {
        "global light", "direct light", "diffuse light", "temperature", "wind"};
    const auto have =
        std::count_if(cells_.begin(), cells_.end(), [](const Cell& cell) { return cell.rows > 0; });
    return fault(0,
                 std::string("the file has no ") + names[index] + " for more than " +
                     std::to_string(gap_max) + " hours from hour " + std::to_string(at) +
                     " of the year; it has " + std::to_string(have) + " of 8760 hours",
                 "The file may have been cut off while it was written; fetch it again.");
  }

  Error fault(int line, std::string what, std::string hint) const {
    return weather_fault({.file = path_, .line = line, .column = line > 0 ? 1 : 0}, std::move(what),
                         std::move(hint));
  }

  WeatherTable table_;
  const std::string& path_;
  std::vector<Cell> cells_;
  int shift_ = 0;
  int rows_an_hour_ = 1;
  int filled_ = 0;
};

}  // namespace

Result<WeatherYear> weather_year_of(WeatherTable table, const std::string& path) {
  return Assembly(std::move(table), path).year();
}

}  // namespace islet
