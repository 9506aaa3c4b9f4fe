#include "report/energy_plot.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "report/figure_text.h"
#include "report/svg.h"

namespace islet {
namespace {

constexpr const char* faint = "#bbbbbb";
constexpr const char* sun_colour = "#e0a100";
constexpr const char* unused_colour = "#f3e2b0";
constexpr const char* generator_colour = "#8a5a2b";
constexpr const char* grid_colour = "#5b7db1";
constexpr const char* refused_colour = "#c0392b";
constexpr const char* load_colour = "#1b7f5c";
constexpr const char* charge_colour = "#7a4fb5";

constexpr double left = 70;
constexpr double plot_width = 720;
constexpr double plot_height = 200;
constexpr double year_top = 70;
constexpr double fortnight_top = 350;

constexpr const char* month_letters[] = {"J", "F", "M", "A", "M", "J",
                                         "J", "A", "S", "O", "N", "D"};

struct Layer {
  const char* name;
  const char* colour;
  Energy amount;
};

std::vector<Layer> layers_of(const StepFlows& flows, Energy unserved) {
  return {{"sun and wind used", sun_colour, flows.panels},
          {"generator", generator_colour, flows.generator},
          {"grid or feed", grid_colour, flows.grid},
          {"refused", refused_colour, unserved},
          {"sun and wind unused", unused_colour, flows.curtailed}};
}

/// Marks at the bottom, the middle and the top.
void draw_axis(Svg& svg, double top, double most, const char* unit) {
  for (const double share : {0.0, 0.5, 1.0}) {
    const double y = top + plot_height * (1 - share);
    svg.line({left, y}, {left + plot_width, y}, faint);
    svg.text({left - 8, y + 4}, number_text(share * most), {Anchor::end, 11});
  }
  svg.text({left - 8, top - 10}, unit, {Anchor::end, 11});
}

void draw_key(Svg& svg, double y, const std::vector<Layer>& layers) {
  double x = left;
  for (const Layer& layer : layers) {
    svg.box({x, y - 9}, 12, 10, layer.colour);
    svg.text({x + 17, y}, layer.name, {Anchor::start, 12});
    x += 145;
  }
}

void draw_year(Svg& svg, const PlantAccount& account) {
  double most = 0;
  for (std::size_t m = 0; m < months_per_year; ++m) {
    double sum = 0;
    for (const Layer& layer : layers_of(account.months[m], account.run.months[m].unserved)) {
      sum += layer.amount / kilowatt_hour;
    }
    most = std::max(most, sum);
  }
  most = std::max(most, 1e-3);
  draw_axis(svg, year_top, most, "kWh");
  const double step = plot_width / months_per_year;
  for (std::size_t m = 0; m < months_per_year; ++m) {
    const double x = left + step * static_cast<double>(m);
    double y = year_top + plot_height;
    for (const Layer& layer : layers_of(account.months[m], account.run.months[m].unserved)) {
      const double height = plot_height * std::max(0.0, layer.amount / kilowatt_hour) / most;
      if (height <= 0) continue;
      y -= height;
      svg.box({x + 8, y}, step - 16, height, layer.colour);
    }
    svg.text({x + step / 2, year_top + plot_height + 16}, month_letters[m], {Anchor::middle, 11});
  }
}

/// The highest of sun, load and sources in the fortnight.
double highest_power(const std::vector<FortnightHour>& hours) {
  double most = 1e-3;
  for (const FortnightHour& now : hours) {
    most = std::max({most, now.sun / kilowatt, now.load / kilowatt, now.sources / kilowatt});
  }
  return most;
}

void draw_fortnight(Svg& svg, const std::vector<FortnightHour>& hours) {
  if (hours.empty()) return;
  const double most = highest_power(hours);
  draw_axis(svg, fortnight_top, most, "kW");
  const double step = plot_width / static_cast<double>(hours.size());
  const auto y_of = [&](double share) {
    return fortnight_top + plot_height * (1 - std::clamp(share, 0.0, 1.0));
  };
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const double x = left + step * static_cast<double>(i);
    const double sun = hours[i].sun / kilowatt / most;
    const double sources = hours[i].sources / kilowatt / most;
    if (sun > 0) svg.box({x, y_of(sun)}, step, plot_height * sun, sun_colour);
    if (sources > 0) svg.box({x, y_of(sources)}, step / 2, plot_height * sources, generator_colour);
    if (i == 0) continue;
    const FortnightHour& before = hours[i - 1];
    svg.line({x - step, y_of(before.load / kilowatt / most)},
             {x, y_of(hours[i].load / kilowatt / most)}, load_colour, 1.5);
    svg.line({x - step, y_of(before.charge)}, {x, y_of(hours[i].charge)}, charge_colour, 1.5);
  }
  for (std::size_t day_index = 0; day_index * 24 < hours.size(); ++day_index) {
    svg.text({left + step * 24 * (static_cast<double>(day_index) + 0.5),
              fortnight_top + plot_height + 16},
             fmt::format("{}", day_index + 1), {Anchor::middle, 11});
  }
  svg.text({left + plot_width + 8, fortnight_top + 4}, "full", {Anchor::start, 11, charge_colour});
  svg.text({left + plot_width + 8, fortnight_top + plot_height + 4}, "empty",
           {Anchor::start, 11, charge_colour});
}

}  // namespace

std::string energy_plot(const Plan& plan, const DesignOutcome& design,
                        const PlantOutlook& outlook) {
  CHECK(design.account.has_value());
  const PlantAccount& account = *design.account;
  Svg svg(left + plot_width + 60, fortnight_top + plot_height + 40);
  svg.text({16, 24}, plan.site.name + ": " + design.title, {Anchor::start, 15});
  draw_key(svg, 46, layers_of(account.run.total, account.run.unserved));
  draw_year(svg, account);
  svg.text({16, fortnight_top - 34},
           fmt::format("The worst fortnight, from day {} of the year",
                       account.run.worst_fortnight_day + 1),
           {Anchor::start, 15});
  draw_key(svg, fortnight_top - 14,
           {{"sun and wind there", sun_colour, {}},
            {"generator and grid", generator_colour, {}},
            {"load", load_colour, {}},
            {"battery's charge", charge_colour, {}}});
  draw_fortnight(svg, outlook.fortnight);
  return svg.document("The power plant's year and its worst fortnight");
}

}  // namespace islet
