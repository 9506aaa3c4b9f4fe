#include "plan/site_weather.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <numeric>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "base/check.h"
#include "base/random.h"
#include "catalog/climate.h"
#include "catalog/weather_file.h"
#include "catalog/weather_station.h"
#include "energy/grid.h"
#include "energy/snow_cover.h"
#include "energy/soiling.h"
#include "energy/sun_table.h"
#include "energy/synthetic_weather.h"
#include "energy/wind_year.h"
#include "plan/route_weather.h"

namespace islet {
namespace {

constexpr int hours_per_day = 24;
constexpr int fortnight_hours = 14 * hours_per_day;

/// What the years are made from: real ones, and the means for the synthetic rest.
struct Material {
  std::vector<WeatherYear> real;
  MonthlyClimate climate;
  std::string source;
  Grade grade = Grade::d;
  double sun_range = 0.08;
};

Result<Material> from_file(const Site& site, const GeoPosition& position) {
  const std::filesystem::path beside =
      std::filesystem::path(site.file).parent_path() / site.where.weather;
  Result<WeatherYear> year = read_weather_year(beside.string());
  if (!year) return year.error();
  Material material;
  material.climate = monthly_means(*year);
  material.source = fmt::format("{} (site's own file), further years synthetic from its means",
                                site.where.weather);
  for (const std::string& note : year->notes) material.source += "; " + note;
  // Far files are used as asked; the reader of the plan must know.
  const Length away = distance_between(year->position, position);
  if (away > StationReach{}.distance) {
    material.source +=
        fmt::format("; the file's place is {:.0f} km from the site", away / kilometre);
  }
  material.grade = year->grade;
  material.sun_range = 0.05;  // spread between years; assumption, 2026-11
  material.real.push_back(std::move(*year));
  return material;
}

Result<Material> from_place(const Site& site, const GeoPosition& position,
                            const std::string& data_folder) {
  const std::string folder = data_folder + "/weather";
  Material material;
  if (site.where.monthly) {
    material.climate = *site.where.monthly;
    material.source = "synthetic years from the site file's monthly means";
    return material;
  }
  const auto stations = list_weather_years(folder);
  if (!stations) return stations.error();
  if (const auto station = nearest_station(*stations, position)) {
    Result<WeatherYear> year = read_weather_year(station->path);
    if (!year) return year.error();
    material.climate = monthly_means(*year);
    material.climate.position = position;
    material.source = station->name + ", further years synthetic from its means";
    material.grade = Grade::c;
    material.sun_range = 0.05;
    material.real.push_back(std::move(*year));
    return material;
  }
  Result<MonthlyClimate> climate = climate_at(folder, position);
  if (!climate) return climate.error();
  material.source = "synthetic years; " + climate->source;
  material.climate = std::move(*climate);
  return material;
}

/// No sun; air swings through the year and the day between the extremes of `where.air`, warmest in
/// July at 15:00 (a moving site has no hemisphere; the design is for both ends anyway).
WeatherYear year_without_sun(const Site& site) {
  WeatherYear year;
  year.name = "air from the site file, no sun";
  year.hours.resize(hours_per_year);
  const double low = site.where.air.low.in_celsius();
  const double high = site.where.air.high.in_celsius();
  const double middle = (low + high) / 2;
  const double swing = (high - low) / 2;
  for (int index = 0; index < hours_per_year; ++index) {
    const double season = std::cos(2 * std::numbers::pi * (index / 24.0 - 196.0) / 365.0);
    const double daily = std::cos(2 * std::numbers::pi * (index % hours_per_day - 15.0) / 24.0);
    year.hours[static_cast<std::size_t>(index)].air =
        celsius(middle + swing * (0.8 * season + 0.2 * daily));
  }
  return year;
}

/// Least light of any 14 days running, for the panel as mounted.
double darkest_fortnight(const std::vector<double>& yield) {
  double sum = std::accumulate(yield.begin(), yield.begin() + fortnight_hours, 0.0);
  double least = sum;
  for (std::size_t end = fortnight_hours; end < yield.size(); ++end) {
    sum += yield[end] - yield[end - fortnight_hours];
    least = std::min(least, sum);
  }
  return least;
}

std::vector<Power> grid_hours(const Site& site, std::uint64_t seed) {
  if (!site.power.grid) return {};
  const GridSupply& wish = *site.power.grid;
  WeakGrid grid;
  grid.limit = wish.limit;
  grid.available = wish.available.typical;
  grid.longest_outage = wish.longest_outage;
  return grid_year(grid, seed);
}

/// The best tilt for the darkest month, where the site file names none; flat where the site turns
/// under way. Trackers turn back before rows shade one another; rows still take sky from rows.
PanelMount mount_for(const Site& site, const WeatherYear& weather, std::span<const SunPosition> sun,
                     const PanelModel& panels) {
  PanelMount mount;
  if (site.power.solar && site.power.solar->is_tracking) {
    mount.surface.azimuth_deg = equator_azimuth_deg(weather.position.latitude_deg);
    mount.tracker = Tracker{.axis_azimuth_deg = mount.surface.azimuth_deg};
    mount.row_ground_cover = mount.tracker->ground_cover;
    return mount;
  }
  if (site.where.daily.empty()) mount = best_mount(weather, sun, panels, TiltGoal::darkest_month);
  if (!site.power.solar) return mount;
  mount.surface.tilt_deg = site.power.solar->tilt_deg.value_or(mount.surface.tilt_deg);
  mount.surface.azimuth_deg = site.power.solar->azimuth_deg.value_or(mount.surface.azimuth_deg);
  return mount;
}

/// Dirt of the days between washings, rain or not; empty where the site states a share instead.
///
/// Rates a day: 0.05 % in towns, 0.15 % and 0.3 % in dry country (SoilingRule), by `where.dust`.
std::vector<double> dirt_of(const Site& site) {
  if (!site.power.solar || site.power.solar->wash_every <= Duration()) return {};
  SoilingRule rule;
  rule.loss_per_day = site.where.dust == "heavy"   ? 0.003
                      : site.where.dust == "light" ? 0.0015
                                                   : 0.0005;
  rule.wash_every_days =
      std::max(1, static_cast<int>(std::lround(site.power.solar->wash_every / day)));
  const std::vector<Length> no_rain(hours_per_year / hours_per_day);
  return soiling_year(rule, no_rain);
}

/// The years of a site and their sun.
struct SiteYears {
  std::vector<WeatherYear> weathers;
  std::vector<SunPosition> sun;  ///< of a moving site, the same for all its years
  SunTable suns;                 ///< of a site that stays
};

/// The second darkest goes first: what suits it suits all but one of ten. Gives its place.
std::size_t put_design_year_first(std::vector<SkyYear>& years) {
  if (years.size() < 2) return 0;
  std::vector<std::size_t> order(years.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return darkest_fortnight(years[a].panel_yield) < darkest_fortnight(years[b].panel_yield);
  });
  std::swap(years[0], years[order[1]]);
  return order[1];
}

/// Share of the panels under snow, by hour; none where the weather tells of no snow.
std::vector<double> snow_of(const WeatherYear& weather, const std::vector<SunPosition>& sun,
                            const PanelMount& mount) {
  if (weather.snowfall.empty()) return {};
  return snow_year(SnowRule(), weather.snowfall, weather, sun, mount);
}

/// Keeps what other tilts need, the design year first.
std::unique_ptr<const WeatherMaterial> material_of(SiteYears years, const PanelModel& panels,
                                                   std::vector<double> dirt, std::size_t design) {
  auto out = std::make_unique<WeatherMaterial>();
  out->years = std::move(years.weathers);
  out->suns = std::move(years.suns);
  out->panels = panels;
  out->dirt = std::move(dirt);
  for (const WeatherYear& each : out->years) out->sun.push_back(&out->suns.year_of(each));
  std::swap(out->years[0], out->years[design]);
  std::swap(out->sun[0], out->sun[design]);
  return out;
}

}  // namespace

MonthlyClimate monthly_means(const WeatherYear& weather) {
  MonthlyClimate climate;
  climate.position = weather.position;
  climate.grade = weather.grade;
  climate.source = weather.source;
  std::array<double, months_per_year> count{};
  std::array<double, months_per_year> air{};
  std::array<double, months_per_year> range{};
  for (int day_index = 0; day_index < hours_per_year / hours_per_day; ++day_index) {
    const auto month_index = static_cast<std::size_t>(month_of_day(day_index));
    double warmest = -1e9;
    double coldest = 1e9;
    for (int index = 0; index < hours_per_day; ++index) {
      const auto at =
          static_cast<std::size_t>(day_index) * hours_per_day + static_cast<std::size_t>(index);
      const WeatherHour& now = weather.hours[at];
      climate.ghi[month_index] += now.ghi;
      climate.wind[month_index] += now.wind;
      air[month_index] += now.air.in_celsius();
      warmest = std::max(warmest, now.air.in_celsius());
      coldest = std::min(coldest, now.air.in_celsius());
      count[month_index] += 1;
    }
    range[month_index] += (warmest - coldest) * hours_per_day;
  }
  for (std::size_t index = 0; index < months_per_year; ++index) {
    climate.ghi[index] /= count[index];
    climate.wind[index] /= count[index];
    climate.air[index] = celsius(air[index] / count[index]);
    climate.daily_range[index] = range[index] / count[index] * kelvin;
  }
  return climate;
}

namespace {

Result<SiteYears> years_along_route(const Site& site, const std::string& data_folder,
                                    const WeatherWish& wish, SiteWeather& out) {
  Result<RouteYears> along = route_years(site, data_folder, wish.count, wish.seed);
  if (!along) return along.error();
  out.source = along->source;
  return SiteYears{std::move(along->years), std::move(along->sun), {}};
}

Result<SiteYears> years_at_place(const Site& site, const std::string& data_folder,
                                 const WeatherWish& wish, SiteWeather& out) {
  CHECK(site.where.position.has_value());
  const GeoPosition& position = *site.where.position;
  Result<Material> material = site.where.weather.empty() ? from_place(site, position, data_folder)
                                                         : from_file(site, position);
  if (!material) return material.error();
  out.source = material->source;
  out.grade = material->grade;
  out.sun_range = material->sun_range;
  SiteYears years;
  std::vector<Length> snowfall;
  if (!material->real.empty()) snowfall = material->real.front().snowfall;
  if (!wish.only_drawn) years.weathers = std::move(material->real);
  const RandomStream random(wish.seed);
  while (static_cast<int>(years.weathers.size()) < wish.count) {
    const RandomStream own = random.fork(fmt::format("weather year {}", years.weathers.size()));
    const MonthlyClimate& climate = material->climate;
    const Duration utc_offset = site.where.utc_offset;
    years.weathers.push_back(
        synthetic_year(climate, utc_offset, own, years.suns.year_of(climate.position, utc_offset)));
    years.weathers.back().snowfall = snowfall;  // as much and as often as in the file's year
  }
  return years;
}

Result<SiteYears> years_of(const Site& site, const std::string& data_folder,
                           const WeatherWish& wish, SiteWeather& out) {
  if (!site.where.daily.empty()) return years_along_route(site, data_folder, wish, out);
  if (site.where.position) return years_at_place(site, data_folder, wish, out);
  SiteYears years;
  years.weathers.assign(static_cast<std::size_t>(wish.count), year_without_sun(site));
  out.source = "no sun; air between the extremes in the site file";
  out.sun_range = 0;
  return years;
}

}  // namespace

Result<SiteWeather> site_weather(const Site& site, const PanelModel& panels,
                                 const std::string& data_folder, const WeatherWish& wish) {
  SiteWeather out;
  Result<SiteYears> years = years_of(site, data_folder, wish, out);
  if (!years) return years.error();
  const bool has_sun = site.where.position || !site.where.daily.empty();
  const std::vector<double> dirt = dirt_of(site);
  for (std::size_t index = 0; index < years->weathers.size(); ++index) {
    const WeatherYear& weather = years->weathers[index];
    SkyYear sky;
    if (has_sun) {
      const std::vector<SunPosition>& sun =
          years->sun.empty() ? years->suns.year_of(weather) : years->sun;
      if (index == 0) out.mount = mount_for(site, weather, sun, panels);
      const std::vector<double> snow = snow_of(weather, sun, out.mount);
      sky.panel_yield =
          panel_year(weather, sun, out.mount, panels, {.soiling = dirt, .snow = snow});
    } else {
      sky.panel_yield.assign(hours_per_year, 0.0);
    }
    if (site.power.wind) {
      WindSite stand;
      stand.altitude = weather.position.altitude;
      sky.wind_yield = wind_year(WindCurve{}, stand, weather);
    }
    for (const WeatherHour& now : weather.hours) {
      sky.air.push_back(now.air);
      sky.sheltered_air.push_back(std::max(now.air, celsius(-19)));
    }
    sky.grid = grid_hours(site, wish.seed + index);
    out.years.push_back(std::move(sky));
  }
  const std::size_t design = put_design_year_first(out.years);
  if (has_sun && years->sun.empty()) {
    out.material = material_of(std::move(*years), panels, dirt, design);
  }
  return out;
}

SiteWeather years_of(const SiteWeather& weather, std::size_t first, std::size_t count) {
  CHECK(first + count <= weather.years.size());
  SiteWeather out;
  out.mount = weather.mount;
  out.source = weather.source;
  out.grade = weather.grade;
  out.sun_range = weather.sun_range;
  const auto begin = weather.years.begin() + static_cast<std::ptrdiff_t>(first);
  out.years.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
  return out;
}

SiteWeather at_tilt(const SiteWeather& weather, double tilt_deg, std::size_t count) {
  CHECK(weather.material != nullptr);
  const WeatherMaterial& from = *weather.material;
  SiteWeather out = years_of(weather, 0, count);
  out.mount.surface.tilt_deg = tilt_deg;
  for (std::size_t index = 0; index < count; ++index) {
    const std::vector<double> snow = snow_of(from.years[index], *from.sun[index], out.mount);
    out.years[index].panel_yield = panel_year(from.years[index], *from.sun[index], out.mount,
                                              from.panels, {.soiling = from.dirt, .snow = snow});
  }
  return out;
}

}  // namespace islet
