// `where.route`: the stops of a moving site, by name or by position, with their times.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/quantity_text.h"
#include "base/utf8.h"
#include "catalog/weather_station.h"
#include "site/readers.h"

namespace islet {

namespace {

constexpr int days_per_year = 365;

/// Of a stop that was given one.
int day_of_arrival(const RouteStop& stop) {
  CHECK(stop.arrive_day.has_value());
  return *stop.arrive_day;
}

/// The same.
const GeoPosition& position_of(const RouteStop& stop) {
  CHECK(stop.position.has_value());
  return *stop.position;
}

/// `03-15` is day 73 of the year, counted from 0; 29 February has none.
std::optional<int> day_of_year(std::string_view text) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  int month = 0;
  int number = 0;
  const char* start = text.data();
  const auto month_read = std::from_chars(start, start + 2, month);
  const auto day_read = std::from_chars(start + 3, start + 5, number);
  const bool whole = month_read.ptr == start + 2 && day_read.ptr == start + 5;
  if (!whole || month < 1 || month > months_per_year || number < 1) return std::nullopt;
  if (number > days_in_month(month - 1)) return std::nullopt;
  int days = number - 1;
  for (int before = 0; before + 1 < month; ++before) days += days_in_month(before);
  return days;
}

std::optional<GeoPosition> position_in(const std::string& text) {
  const auto read = parse_value(text);
  const bool fits = read && read->form == ValueForm::position &&
                    std::abs(read->latitude_deg) <= 90 && std::abs(read->longitude_deg) <= 180;
  if (!fits) return std::nullopt;
  return GeoPosition{read->latitude_deg, read->longitude_deg, {}};
}

/// A bare entry stands for `port`; one that is written as a position is a position.
void read_port(const Block& row, RouteStop& stop) {
  const std::string text = row.text("port");
  const auto read = parse_value(text);
  if (!read || read->form != ValueForm::position) {
    stop.port = text;
    return;
  }
  stop.position = position_in(text);
  if (stop.position) return;
  row.error("port", "V3",
            "a stop of `where.route` is `" + shown(text, 60) +
                "`, must be a latitude up to 90° and a longitude up to 180°",
            "write `22.71 S, 118.93 E` or `-22.71, 118.93`, latitude first");
}

RouteStop read_stop(const Block& row) {
  RouteStop stop;
  stop.place = row.place();
  if (!row.has("port") && !row.has("position")) {
    row.reading().error(row.place(), "S3",
                        "a stop of `where.route` has no `port` and no `position`",
                        "write `- Singapore`, or `- {port: Singapore, position: ...}`");
  }
  read_port(row, stop);
  if (const YamlNode* written = row.node("position")) {
    stop.position = position_in(written->is_scalar() ? written->text : "");
    if (!stop.position) {
      row.error("position", "V3",
                "`where.route.position` is `" + shown(written->text, 60) +
                    "`, must be a latitude up to 90° and a longitude up to 180°",
                "write `22.71 S, 118.93 E` or `-22.71, 118.93`, latitude first");
    }
  }
  if (row.has("arrive")) {
    stop.arrive_day = day_of_year(row.text("arrive"));
    if (!stop.arrive_day) {
      row.error("arrive", "V3",
                "`where.route.arrive` is `" + shown(row.text("arrive"), 60) +
                    "`, must be a day of the year as month and day, without 29 February",
                "write it like `03-15`");
    }
  }
  return stop;
}

std::string called(const RouteStop& stop, std::size_t index) {
  return stop.port.empty() ? "stop " + std::to_string(index + 1) : "`" + shown(stop.port, 60) + "`";
}

/// All stops have what the first one has.
template <class Has>
bool is_whole(const Block& where, const std::vector<RouteStop>& route, const char* key, Has has,
              const char* hint) {
  const auto count = std::count_if(route.begin(), route.end(), has);
  if (count == 0 || count == static_cast<std::ptrdiff_t>(route.size())) return true;
  for (std::size_t i = 0; i < route.size(); ++i) {
    if (has(route[i])) continue;
    where.reading().error(
        route[i].place, "S3",
        called(route[i], i) + " of `where.route` has no `" + key + "`, but other stops have one",
        hint);
  }
  return false;
}

/// Times from the dates of arrival: it leaves after `stay` and comes to the next stop on its day.
void times_from_dates(const std::vector<Block>& rows, std::vector<RouteStop>& route) {
  for (std::size_t i = 0; i < route.size(); ++i) {
    RouteStop& stop = route[i];
    const bool is_last = i + 1 == route.size();
    const int next =
        is_last ? day_of_arrival(route.front()) + days_per_year : day_of_arrival(route[i + 1]);
    const Duration until_next = (next - day_of_arrival(stop)) * day;
    if (rows[i].has("travel")) {
      rows[i].error("travel", "V15", "`where.route.travel` follows from the days of `arrive`",
                    "take one of them out");
    }
    if (until_next <= Duration()) {
      rows[i + 1].error("arrive", "V5",
                        "`where.route.arrive` of " + called(route[i + 1], i + 1) +
                            " is not after that of " + called(stop, i),
                        "write the stops in the order of the year, the first one of it first");
      return;
    }
    stop.stay = rows[i].has("stay") ? rows[i].known<Duration>("stay")
                                    : std::min(rows[i].known<Duration>("stay"), until_next / 2);
    if (stop.stay > until_next) {
      rows[i].error("stay", "V7",
                    "`where.route.stay` of " + called(stop, i) + " is longer than the " +
                        std::to_string(static_cast<int>(until_next / day)) +
                        " days until the next arrival",
                    "leave time to travel");
      return;
    }
    stop.travel = until_next - stop.stay;
  }
}

void times_from_durations(const Block& where, const std::vector<Block>& rows,
                          std::vector<RouteStop>& route) {
  for (std::size_t i = 0; i < route.size(); ++i) {
    RouteStop& stop = route[i];
    const RouteStop& next = route[(i + 1) % route.size()];
    stop.stay = rows[i].known<Duration>("stay");
    if (rows[i].has("travel")) {
      stop.travel = rows[i].known<Duration>("travel");
      continue;
    }
    const auto speed = where.known<Speed>("speed");
    if (speed <= Speed()) continue;
    stop.travel = distance_between(position_of(stop), position_of(next)) / speed;
    rows[i].note_default("travel", "from the distance", "great circle at `where.speed`");
  }
}

/// Nothing that carries a site is faster than an airliner.
void check_speeds(const std::vector<Block>& rows, const std::vector<RouteStop>& route) {
  constexpr double fastest_km_h = 1100;
  for (std::size_t i = 0; i < route.size(); ++i) {
    const std::size_t next = (i + 1) % route.size();
    const double km = distance_between(position_of(route[i]), position_of(route[next])) / kilometre;
    const double hours = route[i].travel / hour;
    if (km <= fastest_km_h * hours) continue;
    rows[i].reading().error(route[i].place, "V7",
                            "from " + called(route[i], i) + " to " + called(route[next], next) +
                                " are " + std::to_string(std::lround(km)) +
                                " km, but `where.route` leaves " +
                                std::to_string(std::lround(hours)) + " h for them",
                            "give more time, or check the positions");
  }
}

}  // namespace

void read_route(const Block& where, Where& out) {
  const std::vector<Block> rows = where.rows("route");
  if (rows.empty()) return;
  const int faults_before = where.reading().faults.count();
  for (const Block& row : rows) out.route.push_back(read_stop(row));
  const auto has_position = [](const RouteStop& stop) { return stop.position.has_value(); };
  const auto has_day = [](const RouteStop& stop) { return stop.arrive_day.has_value(); };
  const bool sound =
      where.reading().faults.count() == faults_before &&
      is_whole(where, out.route, "position", has_position, "give it a `position` as well") &&
      is_whole(where, out.route, "arrive", has_day, "give it a day of `arrive` as well");
  if (!sound || !has_position(out.route.front())) return;
  if (rows.size() < 2) {
    where.error("route", "V8", "`where.route` has one stop, must have two or more",
                "write `position` instead where the site stands still");
    return;
  }
  for (RouteStop& stop : out.route) {
    if (stop.position) stop.position->altitude = where.known<Length>("altitude");
  }
  has_day(out.route.front()) ? times_from_dates(rows, out.route)
                             : times_from_durations(where, rows, out.route);
  if (where.reading().faults.count() > faults_before) return;
  check_speeds(rows, out.route);
  if (where.reading().faults.count() == faults_before) out.daily = daily_positions(out.route);
}

}  // namespace islet
