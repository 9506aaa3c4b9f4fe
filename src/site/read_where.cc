// Blocks `where` and `enclosure`: position, time zone, air, weather, and the box around it all.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/quantity_text.h"
#include "base/utf8.h"
#include "catalog/climate.h"
#include "site/readers.h"
#include "site/timezone.h"

namespace islet {

namespace {

void read_position(const Block& where, Where& out) {
  const YamlNode* written = where.node("position");
  if (written == nullptr) {
    const bool lost = out.moving && !where.has("route");
    if (out.moving && !lost) return;
    where.reading().error(
        where.place(), "S3",
        lost ? "`where` says `moving: yes` but no `route`"
             : "`where` says neither `position` nor `moving: yes`",
        lost ? "add `route: [Port Hedland, Singapore]`" : "add `position: 22.71 S, 118.93 E`");
    return;
  }
  const auto read = parse_value(written->is_scalar() ? written->text : "");
  const bool fits = read && read->form == ValueForm::position &&
                    std::abs(read->latitude_deg) <= 90 && std::abs(read->longitude_deg) <= 180;
  if (!fits) {
    where.error("position", "V3",
                "`where.position` is `" + shown(written->text, 60) +
                    "`, must be a latitude up to 90° and a longitude up to 180°",
                "write `22.71 S, 118.93 E` or `-22.71, 118.93`, latitude first");
    return;
  }
  out.position = GeoPosition{read->latitude_deg, read->longitude_deg, {}};
  out.position->altitude = where.known<Length>("altitude");
}

void read_timezone(const Block& where, Where& out) {
  if (!where.has("timezone")) {
    if (out.position) out.utc_offset = utc_offset_of(*out.position);
    if (!out.daily.empty()) {
      where.note_default("timezone", "that of the day's position",
                         "longitude / 15°, in whole hours: no time zone was named");
      return;
    }
    where.note_default("timezone", offset_in_words(out.utc_offset),
                       out.position ? "longitude / 15°, in whole hours: no time zone was named"
                                    : "a moving site without a time zone of its own");
    return;
  }
  out.timezone = where.text("timezone");
  const auto zones = read_time_zones(where.reading().catalog.folder);
  if (!zones) {
    where.error("timezone", zones.error().code, zones.error().what, zones.error().hint);
    return;
  }
  std::vector<std::string_view> names;
  for (const auto& [name, offset] : *zones) {
    names.push_back(name);
    if (name != out.timezone) continue;
    out.utc_offset = offset;
    return;
  }
  std::string hint = did_you_mean(out.timezone, names);
  if (hint.empty()) hint = "write an IANA name such as `Africa/Blantyre`, or leave the key out";
  where.error("timezone", "D2", "unknown time zone `" + shown(out.timezone, 60) + "`",
              std::move(hint));
}

/// Extremes of the outside air when none are given, by latitude.
///
///     highest = 45 °C - 0.25 K/° (|latitude| - 25) beyond 25°, at least 20 °C
///     lowest  = 10 °C - 1.0 K/° (|latitude| - 15) beyond 15°, at least -50 °C
///
/// Valid for   choosing gear that stands in the shade, until real weather is read
/// Leaves out  altitude, sea and continent
/// Source      assumption of 2026-11; wide on purpose: the weather year decides the energy
Uncertain<Temperature> usual_air(double latitude_deg) {
  const double from_equator = std::abs(latitude_deg);
  const double high = std::max(20.0, 45.0 - 0.25 * std::max(0.0, from_equator - 25.0));
  const double low = std::max(-50.0, 10.0 - std::max(0.0, from_equator - 15.0));
  Uncertain<Temperature> air;
  air.low = celsius(std::round(low));
  air.high = celsius(std::round(high));
  air.typical = celsius(0.5 * (air.low.in_celsius() + air.high.in_celsius()));
  air.varies = true;
  return air;
}

/// From the warmest to the coldest latitude of the way.
Uncertain<Temperature> usual_air_along(const std::vector<GeoPosition>& days) {
  const auto [near, far] =
      std::minmax_element(days.begin(), days.end(), [](const GeoPosition& a, const GeoPosition& b) {
        return std::abs(a.latitude_deg) < std::abs(b.latitude_deg);
      });
  Uncertain<Temperature> air = usual_air(near->latitude_deg);
  air.low = usual_air(far->latitude_deg).low;
  air.typical = celsius(0.5 * (air.low.in_celsius() + air.high.in_celsius()));
  return air;
}

void read_air(const Block& where, Where& out) {
  out.air = where.uncertain<Temperature>("air");
  if (where.has("air")) return;
  out.air = out.daily.empty() ? usual_air(out.position ? out.position->latitude_deg : 0)
                              : usual_air_along(out.daily);
  const auto degrees = [](Temperature t) {
    return std::to_string(static_cast<int>(t.in_celsius())) + " °C";
  };
  where.note_default("air", degrees(out.air.low) + " .. " + degrees(out.air.high),
                     "assumed from the latitude, wide on purpose");
}

void read_weather(const Block& where, const std::string& site_file, Where& out) {
  out.weather = where.text("weather");
  if (out.weather == "auto") out.weather.clear();
  if (out.weather.empty()) return;
  const bool leaves = out.weather.starts_with("/") || out.weather.starts_with("../") ||
                      out.weather.find("/../") != std::string::npos ||
                      out.weather.ends_with("/..") || out.weather.find('\\') != std::string::npos;
  if (leaves) {
    where.error("weather", "V10",
                "`where.weather` is `" + shown(out.weather, 60) +
                    "`, must be a file beside the site file or below",
                "copy the file next to the site file and write its name");
    return;
  }
  if (out.moving) return;  // a file of one place is refused for it, there or not
  std::error_code fault;
  const std::filesystem::path folder = std::filesystem::path(site_file).parent_path();
  if (std::filesystem::is_regular_file(folder / out.weather, fault)) return;
  where.error(
      "weather", "D1",
      "`where.weather` is `" + shown(out.weather, 60) + "`, must be a file beside the site file",
      "check the name, or write `auto`");
}

/// A route is for a site that moves, and goes with no other word on where the site is.
void check_route(const Block& where, const Where& out) {
  if (out.route.empty()) return;
  if (!out.moving && where.has("position")) {
    where.error("route", "V15", "`where.route` means nothing for a site that stands still",
                "add `moving: yes` and take `position` out, or take the route out");
    return;
  }
  for (const std::string_view other : {"position", "weather", "monthly"}) {
    // Where the route is names alone, a position says where the site mostly is.
    const bool lies_still = out.daily.empty() && where.has("position");
    if (!where.has(other) || lies_still) continue;
    where.error(other, "V7",
                "`where." + std::string(other) +
                    "` is of one place, but the site moves along `where.route`",
                "take one of them out");
  }
}

template <class Q, class Put>
void read_months(const Block& monthly, std::string_view key, Put put) {
  const YamlNode* list = monthly.node(key);
  if (list == nullptr) {
    monthly.reading().error(monthly.place(), "S3",
                            "`where.monthly` lacks `" + std::string(key) + "`",
                            "give 12 values of each: `ghi`, `air`, `range` and `wind`");
    return;
  }
  if (!list->is_list() || list->items.size() != months_per_year) {
    const std::string count = list->is_list() && list->items.size() != 1
                                  ? std::to_string(list->items.size()) + " values"
                                  : "one value";
    monthly.error(key, "V8", "`" + monthly.name_of(key) + "` has " + count + ", must have 12",
                  "one for each month, January first");
    return;
  }
  const auto months = monthly.all_figures(key);
  if (months.size() != months_per_year) return;
  for (std::size_t month = 0; month < months.size(); ++month) {
    put(month, quantity_of<Q>(months[month].typical));
  }
}

void read_monthly(const Block& where, Where& out) {
  const Block monthly = where.child("monthly");
  if (!monthly.is_given()) return;
  MonthlyClimate climate;
  read_months<Irradiance>(monthly, "ghi", [&](auto m, auto v) { climate.ghi[m] = v; });
  read_months<Temperature>(monthly, "air", [&](auto m, auto v) { climate.air[m] = v; });
  read_months<TemperatureDifference>(monthly, "range",
                                     [&](auto m, auto v) { climate.daily_range[m] = v; });
  read_months<Speed>(monthly, "wind", [&](auto m, auto v) { climate.wind[m] = v; });
  if (out.position) climate.position = *out.position;
  climate.grade = Grade::b;
  climate.source = "site file: where.monthly";
  out.monthly = climate;
}

}  // namespace

void read_where(const Block& root, Site& site) {
  const Block where = root.child("where");
  if (!where.is_given()) {
    root.reading().error({root.place().file}, "S3", "the file does not say `where` the site is",
                         "add `where: 22.71 S, 118.93 E`");
  }
  Where& out = site.where;
  out.moving = where.flag("moving");
  read_route(where, out);
  if (where.is_given()) check_route(where, out);
  if (where.is_given()) read_position(where, out);
  read_timezone(where, out);
  read_air(where, out);
  out.dust = where.word("dust");
  out.salt = where.word("salt");
  out.vibration = where.text("vibration");
  read_weather(where, site.file, out);
  read_monthly(where, out);
}

void read_enclosure(const Block& root, Site& site) {
  const Block block = root.child("enclosure");
  site.enclosure.given = block.is_given();
  if (!block.is_given()) return;
  site.enclosure.rating = block.word("rating");
  site.enclosure.cooling = block.word("cooling");
  site.enclosure.inside = block.limit<Temperature>("inside");
}

}  // namespace islet
