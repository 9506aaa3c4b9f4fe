// Sections 11 and 12 of the report: heat and links.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "report/report_parts.h"
#include "report/year_map.h"

namespace islet {
namespace {

std::string degrees(Temperature temperature) {
  return fmt::format("{:.0f} °C", temperature.in_celsius());
}

Chart air_chart(const std::array<MonthOfAir, months_per_year>& air) {
  double low = 0;
  double high = 0;
  for (const MonthOfAir& each : air) {
    low = std::min(low, each.low.in_celsius());
    high = std::max(high, each.high.in_celsius());
  }
  low = std::max(low, -100.0);
  high = std::min(high, 100.0);
  const double from = 10 * std::floor(low / 10);
  const double to = std::max(10 * std::ceil(high / 10), from + 10);
  Chart chart(740, 240, "Outside air by month",
              "Bars from the coldest to the warmest hour of each month, with the mean as a point.");
  const PlotArea area{58, 24, 670, 180, 1};
  const auto y = [&](double celsius_degrees) {
    return area.top + area.height * (to - celsius_degrees) / (to - from);
  };
  chart.text({4, 14}, Anchor::start, "°C", "label faint");
  const int marks = static_cast<int>(std::lround((to - from) / 10));
  for (int index = 0; index <= marks; ++index) {
    const double mark = from + 10.0 * index;
    chart.line({area.left, y(mark)}, {area.left + area.width, y(mark)}, "rule");
    chart.text({area.left - 6, y(mark) + 4}, Anchor::end, fmt::format("{:.0f}", mark),
               "label faint");
  }
  const double slot = area.width / months_per_year;
  for (std::size_t at_month = 0; at_month < months_per_year; ++at_month) {
    const MonthOfAir& each = air[at_month];
    const double x = area.left + slot * (static_cast<double>(at_month) + 0.32);
    chart.box({x, y(each.high.in_celsius())}, slot * 0.36,
              y(each.low.in_celsius()) - y(each.high.in_celsius()), "cool",
              degrees(each.low) + " to " + degrees(each.high));
    chart.dot({x + slot * 0.18, y(each.mean.in_celsius())}, 4, "load");
  }
  add_months(chart, area);
  return chart;
}

Chart inside_map(const std::vector<double>& inside) {
  const auto [least, most] = std::minmax_element(inside.begin(), inside.end());
  const double low = std::floor(*least);
  const double high = std::max(low + 1, std::ceil(*most));
  return year_map(inside, {.title = "Air inside the enclosure by day and hour",
                           .summary = "Days of the year across, hours of the day down; orange is "
                                      "warm, blue is cold.",
                           .low = low,
                           .high = high,
                           .low_name = number_text(low),
                           .high_name = degrees(celsius(high)),
                           .warm_is_high = true});
}

std::string inside_finding(const std::vector<double>& inside) {
  constexpr double warm = 35;
  const auto hours = std::count_if(inside.begin(), inside.end(), [](double c) { return c > warm; });
  if (hours == 0) return "Inside the enclosure it never gets above 35 °C";
  return fmt::format("Inside the enclosure it is above 35 °C in {} hour{} of the year",
                     number_text(static_cast<double>(hours)), hours == 1 ? "" : "s");
}

}  // namespace

void add_heat(const PlanRecord&, const DesignRecord& design, Html& html) {
  const DesignOutcome& outcome = design.outcome;
  if (outcome.trace) {
    const TracedYear& traced = outcome.trace->year;
    Temperature low = traced.air.front().low;
    Temperature high = traced.air.front().high;
    for (const MonthOfAir& each : traced.air) {
      low = std::min(low, each.low);
      high = std::max(high, each.high);
    }
    add_figure({fmt::format("Outside the air goes from {} to {}", degrees(low), degrees(high)),
                "Degrees Celsius in the design year, coldest to warmest hour of each month; the "
                "point is the mean.",
                {}},
               air_chart(traced.air), html);
    std::vector<std::string> points;
    if (traced.hottest_inside > celsius(-200)) {
      points.push_back("Hottest hour inside the enclosure: " + degrees(traced.hottest_inside) +
                       ".");
    }
    const char* limits = design.plant.coolers > 0 ? "the cooler's limits" : "the machines' limits";
    points.push_back(
        traced.too_hot > Duration()
            ? fmt::format("{} of the year are outside {}.", text_of(traced.too_hot), limits)
            : fmt::format("No hour of the year is outside {}.", limits));
    if (traced.cooling > 1 * watt_hour) {
      points.push_back("Cooling takes " + text_of(traced.cooling) + " in the design year.");
    }
    add_bullets(html, points);
  }
  const std::string cooler = design.plant.coolers > 0 ? design.plant.cooler : "";
  add_paragraph(html, cooler.empty()
                          ? "No cooler is bought."
                          : fmt::format("Cooling: {} x {}.", design.plant.coolers, cooler));
  if (outcome.trace && !outcome.trace->year.inside_c.empty()) {
    const std::vector<double>& inside = outcome.trace->year.inside_c;
    add_figure({inside_finding(inside),
                "Air inside the enclosure in each hour of the design year, Celsius.",
                {}},
               inside_map(inside), html);
  }
}

void add_links(const PlanRecord& plan, const DesignRecord& design, Html& html) {
  if (plan.site.links.empty()) {
    add_absent(html, "The site file has no link: nothing leaves the site.");
  } else {
    Table table;
    table.columns = {{"link"},
                     {"up, Mbit/s", Align::right},
                     {"there", Align::right},
                     {"draw", Align::right},
                     {"subscription a year", Align::right}};
    for (const LinkRecord& each : plan.site.links) {
      table.add({each.name, number_text(each.up_mbit_per_s), share_text(each.available),
                 text_of(each.power), text_of(each.a_year)});
    }
    html.add(html_of(table, "Links of the site file"));
    const Estimate<Money>& cost = design.outcome.cost.link;
    add_paragraph(html, cost.value > Money()
                            ? "Over the life the links cost " + text_of(cost) + ", present value."
                            : "The site file states no subscription.");
  }
  if (!plan.site.kept.empty()) {
    Table table;
    table.columns = {{"workload"}, {"kept on site", Align::right}, {"why"}};
    for (const KeptOnSite& each : plan.site.kept) {
      table.add({each.workload, number_text(each.amount / gigabyte) + " GB", each.why});
    }
    html.add(html_of(table, "Data that must be held on site"));
  }
}

}  // namespace islet
