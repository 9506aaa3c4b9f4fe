// Fuzzes the reader of weather years in all its forms: any bytes end in a year that can be computed
// with, or in an error. A line `...` in the input stands for a year of ordinary rows of its form.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "catalog/weather_file.h"
#include "catalog/weather_forms.h"

namespace islet {
namespace {

/// An hour of the year as its form writes it; the sun shines from 8 to 16 o'clock.
std::string row(WeatherForm form, int month, int day, int hour) {
  const int light = hour >= 8 && hour < 16 ? 500 : 0;
  switch (form) {
    case WeatherForm::islet:
      return fmt::format("{},{},{},{},0,{},20,3\n", month, day, hour, light, light);
    case WeatherForm::tmy3:
      return fmt::format("{:02}/{:02}/1988,{:02}:00,{},0,{},20,3\n", month, day, hour + 1, light,
                         light);
    case WeatherForm::epw:
      return fmt::format("1988,{},{},{},60,?,20,0,50,88000,0,0,300,{},0,{},0,0,0,0,180,3,0,0\n",
                         month, day, hour + 1, light, light);
    case WeatherForm::psm3:
      return fmt::format("2013,{},{},{},30,{},0,{},20,3\n", month, day, hour, light, light);
    case WeatherForm::pvgis:
      return fmt::format("2015{:02}{:02}:{:02}00,20,50,{},0,{},300,3,180,88000\n", month, day, hour,
                         light, light);
  }
  __builtin_trap();
}

std::string year_of_rows(WeatherForm form) {
  std::string text;
  for (int month = 1; month <= 12; ++month) {
    for (int day = 1; day <= days_in_month(month - 1); ++day) {
      for (int hour = 0; hour < 24; ++hour) text += row(form, month, day, hour);
    }
  }
  return text;
}

/// The input with its first line `...` replaced.
std::string written_out(std::string_view text) {
  static std::map<WeatherForm, std::string> years;
  constexpr std::string_view mark = "\n...\n";
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::string(text);
  std::string& rows = years[weather_form(text)];
  if (rows.empty()) rows = year_of_rows(weather_form(text));
  return fmt::format("{}\n{}{}", text.substr(0, at), rows, text.substr(at + mark.size()));
}

bool can_be_computed_with(const WeatherYear& year) {
  const double zone = year.utc_offset / hour;
  const double sun_at = year.sun_at / hour;
  bool sound = year.hours.size() == hours_per_year && std::abs(year.position.latitude_deg) <= 90 &&
               std::abs(year.position.longitude_deg) <= 180 && std::abs(zone) <= 14 &&
               sun_at >= 0 && sun_at <= 1;
  for (const WeatherHour& one : year.hours) {
    sound = sound && one.ghi >= Irradiance{} && one.dni >= Irradiance{} &&
            one.dhi >= Irradiance{} && std::isfinite(one.air.in_celsius()) &&
            std::isfinite(one.wind / metre_per_second);
  }
  return sound;
}

}  // namespace
}  // namespace islet

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::string text = islet::written_out(input);
  const auto year = islet::weather_year_in(text, "weather.csv");
  if (!year) {
    if (year.error().what.empty() || year.error().text_with_caret().empty()) __builtin_trap();
    return 0;
  }
  if (!islet::can_be_computed_with(*year)) __builtin_trap();
  return 0;
}
