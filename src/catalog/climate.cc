// Monthly means for any place on Earth, interpolated in the shipped tables.
#include "catalog/climate.h"

#include <algorithm>
#include <cmath>

#include "catalog/weather_text.h"

namespace islet {
namespace {

constexpr std::size_t most_bytes = 1'000'000;
constexpr std::size_t climate_columns = 40;
constexpr std::size_t wind_columns = 14;
constexpr double assumed_wind_ms = 3.5;
constexpr double lapse = 0.006;  ///< K/m

/// One of the four points around a place and its weight, 0..1.
struct Corner {
  double latitude = 0, longitude = 0, weight = 0;
};

/// The points of a grid around a place, those of weight 0 left out.
///
///     weight = (1 - |dlat| / lat_step) * (1 - |dlon| / lon_step)
///
/// Longitudes wrap.
struct Grid {
  double south = 0, north = 0, lat_step = 0, lon_step = 0;

  std::vector<Corner> around(const GeoPosition& place) const {
    std::vector<Corner> corners;
    const double rows = (std::clamp(place.latitude_deg, south, north) - south) / lat_step;
    const double columns = (place.longitude_deg + 180) / lon_step;
    for (const double row : {std::floor(rows), std::floor(rows) + 1}) {
      for (const double column : {std::floor(columns), std::floor(columns) + 1}) {
        const double weight = (1 - std::abs(rows - row)) * (1 - std::abs(columns - column));
        double longitude = column * lon_step - 180;
        if (longitude >= 180) longitude -= 360;
        if (weight > 0) corners.push_back({south + row * lat_step, longitude, weight});
      }
    }
    return corners;
  }
};
constexpr Grid climate_grid{-90, 90, 2.5, 2.5};
constexpr Grid wind_grid{-62, 78, 4, 5};

/// "south45.csv" holds the latitudes from -45 to below -30; the last file ends at the pole.
std::string band_file(double latitude) {
  const int band = std::min(75, static_cast<int>(std::floor(latitude / 15)) * 15);
  const std::string degrees = std::to_string(std::abs(band));
  return (band < 0 ? "south" : "north") + std::string(degrees.size() < 2 ? "0" : "") + degrees +
         ".csv";
}

/// The row of one point, without latitude and longitude.
Result<std::vector<double>> row_at(const std::string& path, const std::string& text,
                                   const Corner& corner, std::size_t columns) {
  TextLines lines(text);
  while (const std::optional<TextLine> line = lines.next()) {
    if (line->text.starts_with('#') || line->text.starts_with("lat")) continue;
    const std::vector<TextField> place = fields_of(line->text.substr(0, 20), 2);
    if (place.size() < 2 || number_in(place[0].text) != corner.latitude) continue;
    const std::vector<TextField> fields = fields_of(line->text, columns + 1);
    if (fields.size() > 1 && number_in(fields[1].text) != corner.longitude) continue;
    if (fields.size() != columns) {
      return weather_fault(
          {.file = path, .line = line->number, .column = 1},
          "has " + std::to_string(fields.size()) + " fields, must have " + std::to_string(columns),
          "Install the data folder again.");
    }
    std::vector<double> row;
    for (std::size_t i = 2; i < columns; ++i) {
      const std::optional<double> number = number_in(fields[i].text);
      if (!number) {
        return weather_fault({.file = path, .line = line->number, .column = fields[i].column},
                             "reads " + quoted(fields[i].text) + ", must be a number",
                             "Install the data folder again.");
      }
      row.push_back(*number);
    }
    return row;
  }
  return std::vector<double>();
}

struct WeightedRow {
  std::vector<double> sum;
  double weight = 0;  ///< of the points that the table has
};

void add(WeightedRow& total, const std::vector<double>& row, double weight) {
  if (row.empty()) return;
  total.sum.resize(row.size());
  for (std::size_t i = 0; i < row.size(); ++i) total.sum[i] += weight * row[i];
  total.weight += weight;
}

Result<WeightedRow> climate_row(const std::string& folder, const GeoPosition& position) {
  WeightedRow total;
  std::string path;
  std::string text;
  for (const Corner& corner : climate_grid.around(position)) {
    const std::string wanted = folder + "/climate/" + band_file(corner.latitude);
    if (wanted != path) {
      path = wanted;
      Result<std::string> content = read_text(path, most_bytes);
      if (!content) return content.error();
      text = std::move(content).value();
    }
    const Result<std::vector<double>> row = row_at(path, text, corner, climate_columns);
    if (!row) return row.error();
    if (row->empty()) {
      return weather_fault({.file = path},
                           "lacks latitude " + std::to_string(corner.latitude) + ", longitude " +
                               std::to_string(corner.longitude),
                           "Install the data folder again.");
    }
    add(total, row.value(), corner.weight);
  }
  return total;
}

Result<WeightedRow> sea_wind_row(const std::string& folder, const GeoPosition& position) {
  const std::string path = folder + "/climate/sea_wind.csv";
  const Result<std::string> text = read_text(path, most_bytes);
  if (!text) return text.error();
  WeightedRow total;
  for (const Corner& corner : wind_grid.around(position)) {
    const Result<std::vector<double>> row = row_at(path, text.value(), corner, wind_columns);
    if (!row) return row.error();
    add(total, row.value(), corner.weight);
  }
  return total;
}

/// The table of the sea holds where the place lies low, the land around it is flat, and most of
/// what surrounds it is sea.
bool is_at_sea(const WeightedRow& climate, const WeightedRow& wind, const GeoPosition& position) {
  constexpr double low_m = 50;
  return wind.weight >= 0.5 && climate.sum[0] < low_m && position.altitude / metre < low_m;
}

}  // namespace

/// Means between the four points of the table around the position.
///
///     value = sum of weight_i value_i,   air = table + 0.006 K/m (table height - site height)
///
/// Valid for   5 to 8 % of the annual sunlight on land, 1 to 2 K; worse on fog coasts and among
///             mountains, weak where nearest_station is over 500 km away
/// Leaves out  what a 2.5 degree grid cannot see; wind over land, which is assumed
/// Source      the table of data/weather (README.md there: DWD CLIMAT, NCEP, Esbensen and
///             Kushnir); lapse rate near the ICAO standard atmosphere's 0.0065 K/m; wind of
///             3.5 m/s over land: our assumption
Result<MonthlyClimate> climate_at(const std::string& folder, const GeoPosition& position) {
  const Result<WeightedRow> climate = climate_row(folder, position);
  if (!climate) return climate.error();
  const Result<WeightedRow> wind = sea_wind_row(folder, position);
  if (!wind) return wind.error();
  const std::vector<double>& row = climate->sum;
  const bool at_sea = is_at_sea(climate.value(), wind.value(), position);
  MonthlyClimate means;
  means.position = position;
  means.nearest_station = row[1] * kilometre;
  for (std::size_t m = 0; m < months_per_year; ++m) {
    means.ghi[m] = row[2 + m] / 24 * watt_per_square_metre;
    means.air[m] = celsius(row[14 + m] / 10 + lapse * (row[0] - position.altitude / metre));
    means.daily_range[m] = row[26 + m] / 10 * kelvin;
    means.wind[m] =
        (at_sea ? wind->sum[m] / wind->weight / 10 : assumed_wind_ms) * metre_per_second;
  }
  means.grade = Grade::d;
  means.source =
      "monthly table derived from DWD CLIMAT, NCEP and Esbensen-Kushnir; nearest "
      "station " +
      std::to_string(std::lround(row[1])) + " km; wind " +
      (at_sea ? "from the table of the sea" : "3.5 m/s assumed");
  return means;
}

Duration utc_offset_of(const GeoPosition& position) {
  return std::round(position.longitude_deg / 15) * hour;
}

}  // namespace islet
