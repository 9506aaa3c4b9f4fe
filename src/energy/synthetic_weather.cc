// A plausible hourly year from monthly means: days, then hours, then the parts of the light.
#include "energy/synthetic_weather.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "base/check.h"
#include "energy/daily_clearness.h"
#include "energy/diffuse.h"
#include "energy/hourly_clearness.h"
#include "energy/sun.h"
#include "energy/sun_day.h"
#include "energy/synthetic_air.h"
#include "energy/transposition.h"

namespace islet {
namespace {

constexpr int days_per_year = 365;
constexpr double brightest_month = 0.80;  ///< clearness; no monthly record on Earth is above it

/// The sun of the year and the light outside the air on the horizontal plane.
struct Sky {
  std::vector<DayHours> days;
  std::vector<double> outside;        ///< W/m2, by hour
  std::vector<double> outside_daily;  ///< sums of the above
};

Sky sky_of(const GeoPosition& place, Duration utc_offset, std::span<const SunPosition> suns) {
  constexpr double degree = std::numbers::pi / 180;
  CHECK(suns.size() == hours_per_year);
  Sky sky;
  sky.days.resize(days_per_year);
  sky.outside_daily.resize(days_per_year);
  for (int r = 0; r < hours_per_year; ++r) {
    const auto d = static_cast<std::size_t>(r / 24);
    const auto h = static_cast<std::size_t>(r % 24);
    const double sine =
        std::max(0.0, std::cos(suns[static_cast<std::size_t>(r)].zenith_deg * degree));
    const double solar =
        static_cast<double>(h) + 0.5 + place.longitude_deg / 15 - utc_offset / hour - 12;
    sky.days[d].sine_elevation[h] = sine;
    sky.days[d].hours_from_noon[h] = std::remainder(solar, 24);
    sky.outside.push_back(sine * (extraterrestrial(r / 24) / watt_per_square_metre));
    sky.outside_daily[d] += sky.outside.back();
  }
  return sky;
}

/// First hour of each month and, at the end, that of the next year.
std::array<std::size_t, months_per_year + 1> month_starts() {
  std::array<std::size_t, months_per_year + 1> starts{};
  for (int m = 0; m < months_per_year; ++m) {
    const auto i = static_cast<std::size_t>(m);
    starts[i + 1] = starts[i] + 24 * static_cast<std::size_t>(days_in_month(m));
  }
  return starts;
}

/// Mean clearness that each month must reach, limited to what a sky can give.
std::array<double, months_per_year> monthly_clearness(const MonthlyClimate& climate,
                                                      const Sky& sky) {
  std::array<double, months_per_year> clearness{};
  const auto starts = month_starts();
  for (std::size_t m = 0; m < months_per_year; ++m) {
    double outside = 0;
    for (std::size_t r = starts[m]; r < starts[m + 1]; ++r) outside += sky.outside[r];
    const double wanted =
        climate.ghi[m] / watt_per_square_metre * static_cast<double>(starts[m + 1] - starts[m]);
    clearness[m] = outside > 0 ? std::clamp(wanted / outside, 0.0, brightest_month) : 0.5;
  }
  return clearness;
}

/// Brings each month to its mean; hours at the limit of a clear sky stay there. What the clearness
/// of a dark hour is does not matter: it is left as it is.
void fit_to_months(const std::array<double, months_per_year>& targets, const Sky& sky,
                   std::vector<double>& clearness) {
  constexpr int most_corrections = 50;
  struct LightHour {
    std::size_t at;
    double outside, limit;
  };
  const auto starts = month_starts();
  std::vector<LightHour> light;
  for (std::size_t m = 0; m < months_per_year; ++m) {
    light.clear();
    double outside = 0;
    for (std::size_t r = starts[m]; r < starts[m + 1]; ++r) {
      if (!(sky.outside[r] > 0)) continue;
      const double from_noon = sky.days[r / 24].hours_from_noon[r % 24];
      light.push_back({r, sky.outside[r], clear_sky_clearness(from_noon)});
      outside += sky.outside[r];
    }
    for (int i = 0; i < most_corrections; ++i) {
      double sum = 0, room = 0;
      for (const LightHour& one : light) {
        const double got = one.outside * clearness[one.at];
        sum += got;
        if (clearness[one.at] < one.limit) room += got;
      }
      const double missing = targets[m] * outside - sum;
      if (room <= 0 || std::abs(missing) <= 1e-12 * outside) break;
      const double factor = std::max(0.0, 1 + missing / room);
      for (const LightHour& one : light) {
        double& own = clearness[one.at];
        if (own < one.limit) own = std::min(one.limit, own * factor);
      }
    }
  }
}

/// Clearness of the days over their monthly mean.
std::vector<double> brightness_of(const std::vector<double>& daily) {
  std::vector<double> brightness(daily.size());
  std::size_t first = 0;
  for (int m = 0; m < months_per_year; ++m) {
    const auto length = static_cast<std::size_t>(days_in_month(m));
    double mean = 0;
    for (std::size_t d = first; d < first + length; ++d) mean += daily[d];
    mean /= static_cast<double>(length);
    for (std::size_t d = first; d < first + length; ++d) {
      brightness[d] = mean > 0 ? daily[d] / mean : 1;
    }
    first += length;
  }
  return brightness;
}

WeatherHour light_of(double clearness, std::size_t hour_of_year, const Sky& sky) {
  const double share = diffuse_share(clearness);
  const double ghi = clearness * sky.outside[hour_of_year];
  const double sine = sky.days[hour_of_year / 24].sine_elevation[hour_of_year % 24];
  WeatherHour one;
  one.ghi = ghi * watt_per_square_metre;
  one.dhi = share * one.ghi;
  if (sine > 0) one.dni = (one.ghi - one.dhi) / sine;
  return one;
}

}  // namespace

/// A year of hours from monthly means.
///
///     days by a Markov chain of clearness, hours by TAG, diffuse by Erbs,
///     ghi = k E0 cos(z),  dhi = kd(k) ghi,  dni = (ghi - dhi) / cos(z)
///
/// Valid for   any place and time zone; the monthly mean of ghi is that of `climate` (hours are
///             scaled to it), but never above a clearness of 0.80. z is the apparent zenith angle
///             in the middle of the hour, so ghi = dni cos(z) + dhi holds with `sun_year`
/// Leaves out  year-to-year spread; light in hours whose middle lies below the horizon
/// Source      Aguiar, Collares-Pereira, Conde 1988; Aguiar, Collares-Pereira 1992; Erbs, Klein,
///             Duffie 1982 (see daily_clearness, hourly_clearness, diffuse_share)
WeatherYear synthetic_year(const MonthlyClimate& climate, Duration utc_offset,
                           const RandomStream& random, std::span<const SunPosition> sun) {
  RandomStream day_stream = random.fork("weather.days");
  RandomStream hour_stream = random.fork("weather.hours");
  RandomStream air_stream = random.fork("weather.air");
  RandomStream wind_stream = random.fork("weather.wind");

  const Sky sky = sky_of(climate.position, utc_offset, sun);
  const std::array<double, months_per_year> targets = monthly_clearness(climate, sky);
  const std::vector<double> daily = daily_clearness({targets, sky.outside_daily}, day_stream);
  std::vector<double> clearness;
  for (std::size_t d = 0; d < days_per_year; ++d) {
    const std::array<double, 24> hours = hourly_clearness(daily[d], sky.days[d], hour_stream);
    clearness.insert(clearness.end(), hours.begin(), hours.end());
  }
  fit_to_months(targets, sky, clearness);

  const Duration solar_shift = climate.position.longitude_deg / 15 * hour - utc_offset;
  const std::vector<Temperature> air =
      synthetic_temperature(climate, brightness_of(daily), solar_shift, air_stream);
  const std::vector<Speed> wind = synthetic_wind(climate, solar_shift, wind_stream);

  WeatherYear weather;
  weather.name = "synthetic year";
  weather.position = climate.position;
  weather.utc_offset = utc_offset;
  weather.grade = Grade::d;
  weather.source = "synthetic: Aguiar 1988 and 1992, Erbs 1982, from " + climate.source;
  weather.hours.reserve(hours_per_year);
  for (std::size_t r = 0; r < hours_per_year; ++r) {
    WeatherHour one = light_of(clearness[r], r, sky);
    one.air = air[r];
    one.wind = wind[r];
    weather.hours.push_back(one);
  }
  return weather;
}

WeatherYear synthetic_year(const MonthlyClimate& climate, Duration utc_offset,
                           const RandomStream& random) {
  return synthetic_year(climate, utc_offset, random, sun_year(climate.position, utc_offset));
}

std::string impossible_month(const MonthlyClimate& climate) {
  int day_of_year = 0;
  for (int m = 0; m < months_per_year; ++m) {
    Irradiance outside;
    for (int d = 0; d < days_in_month(m); ++d) {
      outside += extraterrestrial_day(climate.position.latitude_deg, day_of_year++);
    }
    // Two watts of room: in polar twilight refraction brings light that the daily sum leaves out.
    const double limit = brightest_month * (outside / watt_per_square_metre) / days_in_month(m) + 2;
    const double ghi = climate.ghi[static_cast<std::size_t>(m)] / watt_per_square_metre;
    if (ghi >= 0 && ghi <= limit) continue;
    return "ghi of month " + std::to_string(m + 1) + " is " + std::to_string(std::lround(ghi)) +
           " W/m2, must be 0 to " + std::to_string(std::lround(limit)) +
           " W/m2 (80 % of the sunlight outside the air)";
  }
  return "";
}

}  // namespace islet
