// A year of hours as a picture: days across, hours of the day down.
#include "report/year_map.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "report/png.h"

namespace islet {
namespace {

constexpr std::size_t days_of_year = 365;
constexpr std::size_t shades = 101;

/// Orange through grey to blue, apart on light and dark ground; turned round where warm is high.
std::vector<Rgb> palette_of(bool warm_is_high) {
  constexpr std::array<Rgb, 5> stops = {
      {{150, 40, 10}, {232, 162, 2}, {226, 222, 205}, {120, 170, 214}, {24, 78, 134}}};
  std::vector<Rgb> out;
  for (std::size_t shade = 0; shade < shades; ++shade) {
    const double at = static_cast<double>(shade) / (shades - 1) * (stops.size() - 1);
    const auto low = std::min(static_cast<std::size_t>(at), stops.size() - 2);
    Rgb colour{};
    for (std::size_t part = 0; part < colour.size(); ++part) {
      colour[part] = static_cast<std::uint8_t>(std::lround(
          std::lerp(stops[low][part], stops[low + 1][part], at - static_cast<double>(low))));
    }
    out.push_back(colour);
  }
  if (warm_is_high) std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace

Chart year_map(const std::vector<double>& hours, const YearMap& map) {
  const double span = std::max(1e-9, map.high - map.low);
  std::vector<std::uint8_t> pixels(days_of_year * 24);
  for (std::size_t at = 0; at < std::min(hours.size(), pixels.size()); ++at) {
    const double share = std::clamp((hours[at] - map.low) / span, 0.0, 1.0);
    pixels[at % 24 * days_of_year + at / 24] =
        static_cast<std::uint8_t>(std::lround((shades - 1) * share));
  }
  const std::vector<Rgb> palette = palette_of(map.warm_is_high);
  Chart chart(740, 270, map.title, map.summary);
  const PlotArea area{58, 14, 670, 190, 1};
  chart.picture({area.left, area.top}, area.width, area.height,
                png_address(pixels, days_of_year, palette));
  for (int clock = 0; clock <= 24; clock += 6) {
    chart.text({area.left - 6, area.top + area.height * clock / 24.0 + 4}, Anchor::end,
               fmt::format("{:02}:00", clock), "label faint");
  }
  add_months(chart, area);
  std::vector<std::uint8_t> scale(shades);
  for (std::size_t at = 0; at < scale.size(); ++at) scale[at] = static_cast<std::uint8_t>(at);
  chart.text({area.left + 34, 250}, Anchor::end, map.low_name, "label faint");
  chart.picture({area.left + 40, 240}, 200, 12, png_address(scale, shades, palette));
  chart.text({area.left + 248, 250}, Anchor::start, map.high_name, "label faint");
  return chart;
}

}  // namespace islet
