#include "catalog/weather_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
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
    return std::nullopt;
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
