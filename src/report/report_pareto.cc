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
  bool is_better_high = false;
  double (*value)(const ParetoPoint& point);
};

constexpr std::array<Against, 4> panels = {
    {{"energy", "energy used, kWh/year", false,
      [](const ParetoPoint& each) { return each.energy / kilowatt_hour; }},
     {"served share", "least work served, %", true,
      [](const ParetoPoint& each) { return 100 * each.least_served; }},
     {"ride-through", "ride-through, h", true,
      [](const ParetoPoint& each) { return each.ride_through / hour; }},
     {"mass", "mass, kg", false, [](const ParetoPoint& each) { return each.mass / kilogram; }}}};

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

/// Round marks within the span, 2 to 6 of them.
std::vector<double> marks_within(const Span& span) {
  const double step = round_step((span.high - span.low) / 4);
  std::vector<double> out;
  for (double at = std::ceil(span.low / step - 1e-9); at * step <= span.high + 1e-9 * step; ++at) {
    out.push_back(at * step);
  }
  return out;
}

/// As many digits as tell neighbours apart: shares near 100 % need more than three.
std::string mark_text(double mark) {
  const std::string text = fmt::format("{:.6g}", mark);
  return std::abs(mark) >= 1000 ? number_text(mark) : text;
}

/// Those that none beats in cost and that measure, cheapest first.
std::vector<const ParetoPoint*> curve_of(const std::vector<ParetoPoint>& rising,
                                         const Against& against) {
  std::vector<const ParetoPoint*> out;
  for (const ParetoPoint& each : rising) {
    const double gain = out.empty() ? 1 : against.value(each) - against.value(*out.back());
    if (out.empty() || (against.is_better_high ? gain > 0 : gain < 0)) out.push_back(&each);
  }
  return out;
}

struct MapPanel {
  SvgPoint corner;
  double width = 0, height = 0;
  Span along, up;

  SvgPoint at(double x, double y) const {
    return {corner.x + along.share(x) * width, corner.y + (1 - up.share(y)) * height};
  }
};

void add_panel(const MapPanel& panel, const std::vector<ParetoPoint>& points,
               const Against& against, Chart& chart) {
  const double bottom = panel.corner.y + panel.height;
  for (const double mark : marks_within(panel.up)) {
    const double y = panel.at(panel.along.low, mark).y;
    chart.line({panel.corner.x, y}, {panel.corner.x + panel.width, y}, "rule");
    chart.text({panel.corner.x - 6, y + 4}, Anchor::end, mark_text(mark), "label faint");
  }
  for (const double mark : marks_within(panel.along)) {
    const double x = panel.at(mark, panel.up.low).x;
    chart.line({x, bottom}, {x, bottom + 5}, "axis");
    chart.text({x, bottom + 18}, Anchor::middle, mark_text(mark), "label faint");
  }
  chart.line({panel.corner.x, bottom}, {panel.corner.x + panel.width, bottom}, "axis");
  chart.text({panel.corner.x, panel.corner.y - 10}, Anchor::start, "USD", "label faint");
  chart.text({panel.corner.x + panel.width, bottom + 34}, Anchor::end, against.name);
  const auto spot = [&](const ParetoPoint& each) {
    return panel.at(against.value(each), each.lifetime / dollar);
  };
  for (const ParetoPoint& each : points) chart.dot(spot(each), 2.5, "loss");
  std::vector<SvgPoint> line;
  for (const ParetoPoint* each : curve_of(points, against)) line.push_back(spot(*each));
  chart.path(line, "battery");
  for (const SvgPoint& each : line) chart.dot(each, 3.5, "battery");
  for (const ParetoPoint& each : points) {
    if (each.is_answer) chart.dot(spot(each), 6, "sun");
  }
}

/// Small maps, two side by side, cost upwards in each.
Chart map_of(const std::vector<ParetoPoint>& points, const std::vector<Against>& shown) {
  constexpr double width = 400;
  constexpr double height = 240;
  const auto rows = static_cast<double>((shown.size() + 1) / 2);
  std::vector<std::string> names;
  for (const Against& each : shown) names.emplace_back(each.short_name);
  Chart chart(2 * width, rows * height, fmt::format("Cost against {}", fmt::join(names, ", ")),
              fmt::format("{} designs; none is beaten in everything", points.size()));
  const Span costs =
      span_of(points, [](const ParetoPoint& each) { return each.lifetime / dollar; });
  for (std::size_t index = 0; index < shown.size(); ++index) {
    const SvgPoint corner{static_cast<double>(index % 2) * width + 66,
                          static_cast<double>(index / 2) * height + 30};
    add_panel({corner, width - 90, height - 84, span_of(points, shown[index].value), costs}, points,
              shown[index], chart);
  }
  return chart;
}

/// So many of them, evenly from first to last, the recommended one among them.
std::vector<ParetoPoint> some_of(const std::vector<ParetoPoint>& points, std::size_t count) {
  std::vector<ParetoPoint> out;
  for (std::size_t index = 0; index < points.size(); ++index) {
    const std::size_t next = out.size() * (points.size() - 1) / (count - 1);
    if (points[index].is_answer || index >= next) out.push_back(points[index]);
  }
  return out;
}

}  // namespace

void add_pareto_map(const PlanRecord& plan, Html& html) {
  if (plan.designs.empty()) return;
  if (plan.pareto.empty()) {
    add_paragraph(html,
                  "Designs that trade cost for energy, served share, ride-through or mass are "
                  "listed when planned with --pareto.",
                  "faint hint");
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
    add_figure(
        {std::move(finding),
         fmt::format("Lifetime cost against {}; what differs in no design is left out. Blue: "
                     "the least cost for that much; grey: worth it for another measure; "
                     "orange: the one recommended. Mass is that of machines, UPS, panels "
                     "and storage.",
                     fmt::join(names, ", ")),
         {}},
        map_of(plan.pareto, shown_panels), html);
  }
  constexpr std::size_t shown = 16;
  const bool all = plan.pareto.size() <= shown;
  html.add(html_of(pareto_rows(all ? plan.pareto : some_of(plan.pareto, shown)),
                   all ? "Cheapest first"
                       : fmt::format("About {} of the {}, cheapest first; the plan file lists all",
                                     shown, plan.pareto.size())));
}

}  // namespace islet
