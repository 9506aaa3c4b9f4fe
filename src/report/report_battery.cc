// Sections 8 and 9 of the report: the battery's year, and the times when power is short.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "report/report_parts.h"
#include "report/year_map.h"

namespace islet {
namespace {

constexpr std::size_t days_of_year = 365;

/// Day across, hour down.
Chart charge_map(const std::vector<double>& charge) {
  std::vector<double> percent;
  for (const double each : charge) percent.push_back(100 * each);
  return year_map(percent, {.title = "Charge of the battery by day and hour",
                            .summary = "Days of the year across, hours of the day down; orange is "
                                       "near empty, blue is full.",
                            .low = 0,
                            .high = 100,
                            .low_name = "floor",
                            .high_name = "full",
                            .warm_is_high = false});
}

struct DayOfCharge {
  double low = 1;
  double high = 0;
};

std::vector<DayOfCharge> days_of_charge(const std::vector<double>& charge) {
  std::vector<DayOfCharge> out(days_of_year);
  for (std::size_t at = 0; at < charge.size(); ++at) {
    DayOfCharge& each = out[at / 24];
    each.low = std::min(each.low, charge[at]);
    each.high = std::max(each.high, charge[at]);
  }
  return out;
}

Chart charge_band(const std::vector<DayOfCharge>& days) {
  Chart chart(740, 230, "Lowest and highest charge of each day",
              "A band from the lowest to the highest charge of each day of the design year.");
  PlotArea area = add_axis(chart, 100, "% of the usable charge");
  std::vector<SvgPoint> upper;
  std::vector<SvgPoint> lower;
  for (std::size_t at = 0; at < days.size(); ++at) {
    const double x = area.x((static_cast<double>(at) + 0.5) / days_of_year);
    upper.push_back({x, area.y(100 * days[at].high)});
    lower.push_back({x, area.y(100 * days[at].low)});
  }
  chart.band(upper, lower, "battery soft");
  chart.path(lower, "battery");
  add_months(chart, area);
  return chart;
}

std::string charge_finding(const std::vector<DayOfCharge>& days) {
  constexpr double low = 0.2;
  std::array<int, months_per_year> by_month{};
  int count = 0;
  std::size_t day_at = 0;
  for (std::size_t at_month = 0; at_month < months_per_year; ++at_month) {
    for (int left = days_in_month(static_cast<int>(at_month)); left > 0; --left, ++day_at) {
      if (days[day_at].low >= low) continue;
      ++by_month[at_month];
      ++count;
    }
  }
  if (count == 0) {
    double least = 1;
    for (const DayOfCharge& each : days) least = std::min(least, each.low);
    return fmt::format("The battery never falls below {} of its usable charge", share_text(least));
  }
  const auto most = std::max_element(by_month.begin(), by_month.end());
  return fmt::format("The battery falls below 20 % on {} days of the year, {} of them in {}", count,
                     *most, name_of_month(static_cast<std::size_t>(most - by_month.begin())));
}

std::string swing_finding(const std::vector<DayOfCharge>& days) {
  std::vector<double> lows;
  std::vector<double> highs;
  for (const DayOfCharge& each : days) {
    lows.push_back(each.low);
    highs.push_back(each.high);
  }
  const auto median = [](std::vector<double>& list) {
    std::nth_element(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(list.size() / 2),
                     list.end());
    return list[list.size() / 2];
  };
  if (median(lows) > 0.995) return "On a typical day the battery stays full";
  return fmt::format("On a typical day the charge goes from {} to {}", share_text(median(lows)),
                     share_text(median(highs)));
}

/// Charge of the battery hour by hour, below the sources.
void add_fortnight_charge(const TracedYear& traced, Chart& chart) {
  PlotArea charge{58, 240, 670, 70, 100};
  for (const double mark : {0.0, 50.0, 100.0}) {
    chart.line({charge.left, charge.y(mark)}, {charge.left + charge.width, charge.y(mark)}, "rule");
    chart.text({charge.left - 6, charge.y(mark) + 4}, Anchor::end, number_text(mark) + " %",
               "label faint");
  }
  chart.text({charge.left, charge.top - 8}, Anchor::start, "charge of the battery", "label faint");
  std::vector<SvgPoint> line;
  const auto first = static_cast<std::size_t>(traced.worst_fortnight_day) * 24;
  for (std::size_t at = 0; at < fortnight_hours && first + at < traced.charge.size(); ++at) {
    line.push_back({charge.x((static_cast<double>(at) + 0.5) / fortnight_hours),
                    charge.y(100 * traced.charge[first + at])});
  }
  chart.path(line, "battery");
}

/// Sources and load hour by hour above, charge below.
Chart fortnight_chart(const TracedYear& traced, bool has_battery) {
  const std::vector<StepFlows>& hours = traced.worst_fortnight;
  double most = 0;
  for (const StepFlows& each : hours) {
    most = std::max({most, each.panels / watt_hour, (each.load + each.shortfall) / watt_hour,
                     each.generator / watt_hour, each.grid / watt_hour});
  }
  Chart chart(740, has_battery ? 370 : 260, "The worst fortnight hour by hour",
              std::string("Power of panels, generator, grid and what the site draws") +
                  (has_battery ? ", above the charge of the battery." : "."));
  const std::vector<double> marks = marks_up_to(most);
  PlotArea power{58, 34, 670, 170, marks.back()};
  chart.text({4, 16}, Anchor::start, "W", "label faint");
  for (const double mark : marks) {
    chart.line({power.left, power.y(mark)}, {power.left + power.width, power.y(mark)}, "rule");
    chart.text({power.left - 6, power.y(mark) + 4}, Anchor::end, number_text(mark), "label faint");
  }
  const auto area_of = [&](Energy StepFlows::*part, const char* kind, bool filled) {
    std::vector<SvgPoint> upper;
    std::vector<SvgPoint> lower;
    bool any = false;
    for (std::size_t at = 0; at < hours.size(); ++at) {
      const double value = hours[at].*part / watt_hour;
      any |= value > 0;
      const double x = power.x((static_cast<double>(at) + 0.5) / fortnight_hours);
      upper.push_back({x, power.y(value)});
      lower.push_back({x, power.y(0)});
    }
    if (!any) return;
    if (filled) chart.band(upper, lower, (std::string(kind) + " soft").c_str());
    chart.path(upper, kind);
  };
  area_of(&StepFlows::panels, "sun", true);
  area_of(&StepFlows::generator, "generator", true);
  area_of(&StepFlows::grid, "grid", true);
  area_of(&StepFlows::load, "load", false);
  for (std::size_t at = 0; at < hours.size(); ++at) {
    const double missed = hours[at].shortfall / watt_hour;
    if (missed <= 0) continue;
    const double drawn = hours[at].load / watt_hour;
    chart.box({power.x(static_cast<double>(at) / fortnight_hours), power.y(drawn + missed)}, 2,
              power.y(drawn) - power.y(drawn + missed), "unserved");
  }
  if (has_battery) add_fortnight_charge(traced, chart);
  const double foot = has_battery ? 330 : 222;
  for (int each = 0; each < 14; each += 2) {
    chart.text({power.x((each + 0.5) / 14.0), foot}, Anchor::middle,
               day_text(traced.worst_fortnight_day + each, 3), "label faint");
  }
  std::vector<std::pair<const char*, const char*>> key;
  const auto add_to_key = [&](Energy StepFlows::*part, const char* kind, const char* name) {
    const bool any = std::any_of(hours.begin(), hours.end(),
                                 [&](const StepFlows& each) { return each.*part > Energy(); });
    if (any) key.emplace_back(kind, name);
  };
  add_to_key(&StepFlows::panels, "sun", "panels, used");
  add_to_key(&StepFlows::generator, "generator", "generator");
  add_to_key(&StepFlows::grid, "grid", "grid or feed");
  add_to_key(&StepFlows::load, "load", "drawn by the site");
  add_to_key(&StepFlows::shortfall, "unserved", "not served");
  add_key(chart, {58, foot + 30}, key);
  return chart;
}

std::string fortnight_finding(const TracedYear& traced, bool has_panels) {
  Energy generator;
  Energy missed;
  int running = 0;
  for (const StepFlows& each : traced.worst_fortnight) {
    generator += each.generator;
    missed += each.shortfall;
    if (each.generator > Energy()) ++running;
  }
  std::string text =
      fmt::format("The {} fortnight starts on {}", has_panels ? "darkest" : "busiest",
                  day_text(traced.worst_fortnight_day));
  if (running > 0) {
    text += fmt::format(": the generator runs in {} hour{} and gives {}", running,
                        running == 1 ? "" : "s", text_of(generator));
  }
  text += missed > 0.05 * kilowatt_hour ? "; " + text_of(missed) + " go unserved"
                                        : "; everything is served";
  return text;
}

}  // namespace

void add_battery(const PlanRecord&, const DesignRecord& design, Html& html) {
  const DesignOutcome& outcome = design.outcome;
  if (outcome.design.power.storage <= Energy()) {
    add_absent(html, "This design has no battery.");
    return;
  }
  if (outcome.trace) {
    const std::vector<double>& charge = outcome.trace->year.charge;
    const std::vector<DayOfCharge> days = days_of_charge(charge);
    add_figure({charge_finding(days),
                "Charge at the end of each hour of the design year, as a share of the usable "
                "window.",
                {}},
               charge_map(charge), html);
    add_figure({swing_finding(days),
                "Lowest and highest charge of each day of the design year, % of the usable window.",
                {}},
               charge_band(days), html);
  }
  Table table = estimate_table("", "");
  const Estimate<double>& cycles = outcome.energy.battery_cycles;
  table.columns[0].name = "figure";
  table.columns[1].name = "value";
  table.add({"nameplate", text_of(outcome.design.power.storage), "", ""});
  table.add({"full cycles a year", number_text(cycles.value),
             number_text(cycles.low) + " .. " + number_text(cycles.high),
             grade_text(cycles.grade)});
  table.add({"lowest charge, mean of the weather years", share_text(outcome.energy.lowest_charge),
             "", ""});
  if (outcome.energy.ride_through.value > Duration()) {
    table.add(estimate_row("ride-through at the end of its life", outcome.energy.ride_through));
  }
  html.add(html_of(table, "Battery"));
  if (outcome.trace && !outcome.trace->year.battery_health.empty()) {
    const std::vector<double>& health = outcome.trace->year.battery_health;
    add_figure({health_finding(health),
                "Capacity at the start and at the end of each year of the site's life; the plan's "
                "years are run with a battery at half that life.",
                {}},
               health_chart(health), html);
  }
}

void add_bad_times(const PlanRecord& plan, const DesignRecord& design, Html& html) {
  const DesignOutcome& outcome = design.outcome;
  if (outcome.trace && !outcome.trace->year.worst_fortnight.empty()) {
    const TracedYear& traced = outcome.trace->year;
    const PowerDesign& power = outcome.design.power;
    const bool has_panels = power.panels > Power();
    add_figure(
        {fortnight_finding(traced, has_panels),
         has_panels ? "The 14 days of the design year with least sun against demand, hour by hour."
                    : "The 14 days of the design year with most demand, hour by hour.",
         {}},
        fortnight_chart(traced, power.storage > Energy()), html);
  }
  Table ladder;
  ladder.columns = {{"below charge"}, {"workload"}, {"what it gives up"}};
  struct Step {
    double below;
    std::string name, action;
  };
  std::vector<Step> steps;
  for (const AskedWork& work : plan.site.asked) {
    for (const AskedStep& step : work.ladder) {
      steps.push_back({step.below_charge, work.name, step.action});
    }
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Step& a, const Step& b) { return a.below > b.below; });
  for (const Step& step : steps) ladder.add({share_text(step.below), step.name, step.action});
  html.element("h3", "What is given up, in which order");
  if (steps.empty()) {
    add_absent(html,
               "The site file has no `when_short`: when power is short, work stops by its "
               "importance, low first.");
  } else {
    html.add(html_of(ladder, "Steps by falling charge of the battery"));
    if (design.plant.generator_rated > Power()) {
      add_paragraph(
          html,
          "Beside a generator these are shares of at most three hours of the site's mean "
          "work, counted from what is kept for safety work, and the generator starts "
          "before the first of them. A step is taken where it may not run, or not enough.");
    }
  }
  if (outcome.energy.ride_through.value > Duration()) {
    add_paragraph(html, "Safety work alone runs " + text_of(outcome.energy.ride_through) +
                            " from a full battery without sun, grid or generator, from the worst "
                            "hour of the year to start in.");
  }
  if (outcome.trace && !outcome.trace->year.survival.empty()) {
    add_figure(
        {survival_finding(outcome.trace->year.survival),
         "Share of the hours of the design year from which work goes on without a break when "
         "grid and generator are gone: from the charge of that hour, with the sun that "
         "follows, no step of `when_short` taken.",
         {}},
        survival_chart(outcome.trace->year.survival), html);
  }
}

}  // namespace islet
