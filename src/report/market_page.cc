#include "report/market_page.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"
#include "report/json.h"
#include "report/svg.h"

namespace islet {
namespace {

std::string range_text(const GrowthRange& range, double scale, int digits) {
  const std::string low = significant(range.low * scale, digits);
  const std::string high = significant(range.high * scale, digits);
  return low == high ? low : low + "-" + high;
}

std::string percent_text(const std::optional<GrowthRange>& growth) {
  return growth ? range_text(*growth, 100, 3) : "";
}

std::string point_text(const MarketPoint& point) {
  return fmt::format("{}: {}", point.year, range_text(point.size, 1, 5));
}

const char* name_of_check(GrowthCheck check) {
  switch (check) {
    case GrowthCheck::ok:
      return "ok";
    case GrowthCheck::off:
      return "off";
    case GrowthCheck::none:
      return "none";
  }
  return "none";
}

Json range_json(const std::optional<GrowthRange>& range, double scale) {
  if (!range) return nullptr;
  return Json::array({range->low * scale, range->high * scale});
}

/// Where things stand in the plot, pixels.
constexpr double name_width = 330;
constexpr double plot_width = 520;
constexpr double row_height = 22;
constexpr double top = 84;
constexpr double growth_max = 60;  ///< percent at the right edge
constexpr const char* grey = "#d9d9d9";
constexpr const char* band = "#9fbfdf";
constexpr const char* agrees = "#1f5fa8";
constexpr const char* differs = "#c23b22";
constexpr const char* unstated = "#777777";

double x_of(double percent) {
  return name_width + plot_width * std::min(percent, growth_max) / growth_max;
}

void draw_axis(Svg& svg, double bottom) {
  for (int percent = 0; percent <= static_cast<int>(growth_max); percent += 10) {
    svg.line({x_of(percent), top - 10}, {x_of(percent), bottom}, grey);
    svg.text({x_of(percent), top - 16}, fmt::format("{} %", percent), {Anchor::middle, 11});
  }
}

void draw_row(Svg& svg, const MarketSize& market, double y) {
  const bool off = market.check == GrowthCheck::off;
  const std::string name = shown(market.fact->title, 46);
  svg.text({name_width - 12, y + 4}, name + " (" + market.fact->id + ")",
           {Anchor::end, 12, off ? differs : svg_ink});
  if (market.stated) {
    const double from = x_of(100 * market.stated->low);
    const double to = x_of(100 * market.stated->high);
    svg.box({from - 3, y - 8}, std::max(6.0, to - from + 6), 16, band);
  }
  if (market.recomputed) {
    const double from = x_of(100 * market.recomputed->low);
    const double to = x_of(100 * market.recomputed->high);
    const char* colour = off ? differs : market.stated ? agrees : unstated;
    svg.line({from, y}, {to, y}, colour, 2);
    svg.dot({from, y}, 4, colour);
    svg.dot({to, y}, 4, colour);
  }
}

}  // namespace

Table markets_table(const std::vector<MarketSize>& sizes) {
  Table table;
  table.columns = {{"id"},
                   {"segment", Align::left, true},
                   {"from, billion USD", Align::right},
                   {"to", Align::right},
                   {"stated %", Align::right},
                   {"ours %", Align::right},
                   {"check"}};
  for (const MarketSize& market : sizes) {
    const bool two = market.points.size() > 1;
    table.add({market.fact->id,
               market.fact->title,
               market.points.empty() ? "" : point_text(market.points.front()),
               two ? point_text(market.points.back()) : "",
               percent_text(market.stated),
               percent_text(market.recomputed),
               {name_of_check(market.check),
                market.check == GrowthCheck::off ? Tone::bad : Tone::plain}});
  }
  return table;
}

std::string markets_json(const std::vector<MarketSize>& sizes) {
  Json markets = Json::array();
  for (const MarketSize& market : sizes) {
    Json points = Json::array();
    for (const MarketPoint& point : market.points) {
      points.push_back(
          {{"year", point.year}, {"low_busd", point.size.low}, {"high_busd", point.size.high}});
    }
    markets.push_back({{"id", market.fact->id},
                       {"segment", market.fact->title},
                       {"scope", market.fact->word("scope")},
                       {"points", std::move(points)},
                       {"growth_stated_pct", range_json(market.stated, 100)},
                       {"growth_recomputed_pct", range_json(market.recomputed, 100)},
                       {"check", name_of_check(market.check)},
                       {"see", market.fact->see},
                       {"sources", market.fact->sources}});
  }
  return enveloped("islet/market/1", {}, true, {{"markets", std::move(markets)}});
}

std::string growth_plot(const std::vector<MarketSize>& sizes) {
  std::vector<const MarketSize*> rows;
  for (const MarketSize& market : sizes) {
    if (market.recomputed) rows.push_back(&market);
  }
  const double bottom = top + row_height * static_cast<double>(rows.size());
  Svg svg(name_width + plot_width + 30, bottom + 30);
  svg.text({16, 26}, "Growth a year: as stated, and from each segment's own endpoints",
           {Anchor::start, 16});
  svg.box({16, 40}, 14, 10, band);
  svg.text({36, 49}, "stated", {Anchor::start, 12});
  svg.dot({96, 45}, 4, agrees);
  svg.text({106, 49}, "recomputed, agrees within a point", {Anchor::start, 12});
  svg.dot({346, 45}, 4, differs);
  svg.text({356, 49}, "recomputed, does not agree", {Anchor::start, 12, differs});
  svg.dot({566, 45}, 4, unstated);
  svg.text({576, 49}, "recomputed, nothing stated", {Anchor::start, 12});
  draw_axis(svg, bottom);
  double y = top + row_height / 2;
  for (const MarketSize* market : rows) {
    draw_row(svg, *market, y);
    y += row_height;
  }
  svg.text({16, bottom + 20}, "Billions of USD by different houses and scopes: never add two rows.",
           {Anchor::start, 11});
  return svg.document("Stated and recomputed market growth");
}

}  // namespace islet
