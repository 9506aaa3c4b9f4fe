#include "report/report_pareto.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "report/pareto_page.h"
#include "report/report_parts.h"

namespace islet {
namespace {

/// What cost is held against in one panel of the map.
struct Against {
  const char* short_name;
  const char* name;
  double (*value)(const ParetoPoint& point);
};

constexpr std::array<Against, 4> panels = {
    {{"energy", "energy, kWh/year",
      [](const ParetoPoint& each) { return each.energy / kilowatt_hour; }},
     {"served share", "least served, %",
      [](const ParetoPoint& each) { return 100 * each.least_served; }},
     {"ride-through", "ride-through, h",
      [](const ParetoPoint& each) { return each.ride_through / hour; }},
     {"mass", "mass, kg", [](const ParetoPoint& each) { return each.mass / kilogram; }}}};

struct Span {
  double low = 0, high = 1;
  /// Whether the designs differ in it at all.
  bool is_wide() const { return high - low > 1e-3 * std::max(std::abs(low), std::abs(high)); }
  double share(double value) const { return high > low ? (value - low) / (high - low) : 0.5; }
};

template <class Value>
Span span_of(const std::vector<ParetoPoint>& points, const Value& value) {
  Span span{value(points.front()), value(points.front())};
  for (const ParetoPoint& each : points) {
    span.low = std::min(span.low, value(each));
    span.high = std::max(span.high, value(each));
  }
  return span;
}

/// Those in which the designs differ.
std::vector<Against> panels_of(const std::vector<ParetoPoint>& points) {
  std::vector<Against> out;
  std::copy_if(panels.begin(), panels.end(), std::back_inserter(out),
               [&](const Against& each) { return span_of(points, each.value).is_wide(); });
  return out;
}

/// Small maps, two side by side, cost upwards in each.
Chart map_of(const std::vector<ParetoPoint>& points, const std::vector<Against>& shown) {
  constexpr double width = 330;
  constexpr double height = 190;
  const auto rows = static_cast<double>((shown.size() + 1) / 2);
  std::vector<std::string> names;
  for (const Against& each : shown) names.emplace_back(each.short_name);
  Chart chart(2 * width, rows * height, fmt::format("Cost against {}", fmt::join(names, ", ")),
              fmt::format("{} designs; none is beaten in everything", points.size()));
  const auto cost = [](const ParetoPoint& each) { return each.lifetime / dollar; };
  const Span costs = span_of(points, cost);
  for (std::size_t index = 0; index < shown.size(); ++index) {
    const double left = static_cast<double>(index % 2) * width + 62;
    const double top = static_cast<double>(index / 2) * height + 14;
    const double across = width - 90;
    const double down = height - 60;
    chart.line({left, top + down}, {left + across, top + down}, "axis");
    chart.line({left, top}, {left, top + down}, "axis");
    const Span along = span_of(points, shown[index].value);
    chart.text({left - 6, top + 8}, Anchor::end, number_text(costs.high));
    chart.text({left - 6, top + down}, Anchor::end, number_text(costs.low));
    chart.text({left, top + down + 16}, Anchor::start, number_text(along.low));
    chart.text({left + across, top + down + 16}, Anchor::end, number_text(along.high));
    chart.text({left + across / 2, top + down + 30}, Anchor::middle,
               std::string("USD over the life against ") + shown[index].name);
    for (const ParetoPoint& each : points) {
      const bool first = &each == &points.front();
      chart.dot({left + along.share(shown[index].value(each)) * across,
                 top + (1 - costs.share(cost(each))) * down},
                first ? 5 : 3.5, first ? "sun" : "battery");
    }
  }
  return chart;
}

}  // namespace

void add_pareto_map(const PlanRecord& plan, Html& html) {
  if (plan.pareto.empty()) {
    add_paragraph(html,
                  "Designs that trade cost for energy, served share, ride-through or mass are "
                  "listed when planned with --pareto.",
                  "faint");
    return;
  }
  const ParetoPoint& cheapest = plan.pareto.front();
  const ParetoPoint& dearest = plan.pareto.back();
  std::string finding =
      fmt::format("{} designs are beaten by none in everything, from {} to {}", plan.pareto.size(),
                  text_of(cheapest.lifetime), text_of(dearest.lifetime));
  if (plan.pareto.size() == 1) finding = "One design beats all others in everything";
  const std::vector<Against> shown_panels = panels_of(plan.pareto);
  if (shown_panels.empty()) {
    html.element("h3", finding);
  } else {
    std::vector<std::string> names;
    for (const Against& each : shown_panels) names.emplace_back(each.short_name);
    add_figure({std::move(finding),
                fmt::format("Lifetime cost against {}; what differs in no design is left out. Mass "
                            "is that of machines, panels and storage. Orange: the cheapest.",
                            fmt::join(names, ", ")),
                {}},
               map_of(plan.pareto, shown_panels), html);
  }
  constexpr std::size_t shown = 12;
  std::vector<ParetoPoint> first = plan.pareto;
  if (first.size() > shown) first.resize(shown);
  html.add(html_of(pareto_rows(first),
                   plan.pareto.size() > shown
                       ? fmt::format("The {} cheapest of {}, on the coarse grid of sizes; the plan "
                                     "file lists all",
                                     shown, plan.pareto.size())
                       : "Cheapest first, on the coarse grid of sizes"));
}

}  // namespace islet
