// Sections 13 and 14 of the report: what it costs, and what would change that.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "report/map_page.h"
#include "report/report_cases.h"
#include "report/report_parts.h"

namespace islet {
namespace {

struct CostPart {
  std::string name;
  Estimate<Money> cost;
};

Estimate<Money> taken_off(const Estimate<Money>& cost) {
  Estimate<Money> out = cost;
  out.value = -1.0 * cost.value;
  out.low = -1.0 * cost.high;
  out.high = -1.0 * cost.low;
  return out;
}

std::vector<CostPart> parts_of(const CostSummary& cost) {
  std::vector<CostPart> out = {{"bought at the start", cost.purchase},
                               {"replacements", cost.replacement},
                               {"maintenance and visits", cost.operation},
                               {"fuel and grid energy", cost.fuel},
                               {"link", cost.link},
                               {"work that was missed", cost.missed_work},
                               {"rest value, taken off", taken_off(cost.salvage)}};
  std::erase_if(out, [](const CostPart& each) {
    return each.cost.value == Money() && each.cost.high == Money();
  });
  return out;
}

/// One bar a part, side by side with its range; negative ones to the left of zero.
Chart cost_chart(const std::vector<CostPart>& parts) {
  constexpr double left = 180;
  constexpr double width = 440;
  constexpr double row = 28;
  double most = 0;
  double least = 0;
  for (const CostPart& each : parts) {
    most = std::max(most, each.cost.high / dollar);
    least = std::min(least, each.cost.low / dollar);
  }
  const std::vector<double> marks = marks_up_to(most);
  const double span = marks.back() - least;
  const double bottom = 30 + row * static_cast<double>(parts.size());
  Chart chart(740, bottom + 10, "Parts of the lifetime cost",
              "Bars of present value in USD with their 90 % ranges as lines.");
  const auto x = [&](double cost) { return left + width * (cost - least) / span; };
  for (const double mark : marks) {
    chart.line({x(mark), 24}, {x(mark), bottom}, mark == 0 ? "axis" : "rule");
    chart.text({x(mark), 16}, Anchor::middle, number_text(mark), "label faint");
  }
  double y = 30 + row / 2;
  for (const CostPart& each : parts) {
    const double value = each.cost.value / dollar;
    chart.text({left - 12, y + 4}, Anchor::end, each.name);
    chart.box({x(std::min(0.0, value)), y - 8}, std::abs(x(value) - x(0)), 16,
              value < 0 ? "loss" : "battery");
    chart.line({x(each.cost.low / dollar), y}, {x(each.cost.high / dollar), y}, "whisker");
    chart.text({x(std::max(each.cost.high / dollar, 0.0)) + 8, y + 4}, Anchor::start,
               number_text(value));
    y += row;
  }
  return chart;
}

/// What is bought at the start, by the kind of part.
Chart purchase_chart(const std::vector<std::pair<std::string, Money>>& parts) {
  constexpr std::array<const char*, 8> kinds = {"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"};
  Money total;
  for (const auto& each : parts) total += each.second;
  const double key_rows = std::ceil(static_cast<double>(parts.size()) / 3.0);
  Chart chart(740, 54 + 20 * key_rows, "What is bought at the start, by part",
              "One bar, divided by the share of each part in the purchase.");
  double x = 10;
  for (std::size_t index = 0; index < parts.size(); ++index) {
    const auto& [name, cost] = parts[index];
    const double wide = total > Money() ? 720 * (cost / total) : 0;
    const char* kind = kinds[index % kinds.size()];
    chart.box({x, 8}, wide - 1, 26, kind, name + " " + text_of(cost));
    x += wide;
    const std::size_t key_row = index / 3;
    const SvgPoint at{10 + 240 * static_cast<double>(index % 3),
                      54 + 20 * static_cast<double>(key_row)};
    chart.box({at.x, at.y - 9}, 12, 10, kind);
    chart.text({at.x + 17, at.y}, Anchor::start, fitted(name, 130) + " " + text_of(cost));
  }
  return chart;
}

std::vector<std::pair<std::string, Money>> by_part(const std::vector<BillItem>& bill) {
  std::vector<std::pair<std::string, Money>> out;
  for (const BillItem& item : bill) {
    const auto same = std::find_if(out.begin(), out.end(),
                                   [&](const auto& each) { return each.first == item.part; });
    if (same == out.end()) {
      out.emplace_back(item.part, item.cost.value);
    } else {
      same->second += item.cost.value;
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

const char* unit_of_work(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::video:
      return "frames";
    case WorkloadKind::signal:
      return "windows";
    case WorkloadKind::batch:
      return "items";
    case WorkloadKind::chat:
    case WorkloadKind::speech:
    case WorkloadKind::requests:
    case WorkloadKind::transfer:
      break;
  }
  return "requests";
}

Table unit_rows(const DesignOutcome& design) {
  Table table;
  table.columns = {{"workload"},
                   {"for each"},
                   {"energy", Align::right},
                   {"cost", Align::right},
                   {"90 % range", Align::right},
                   {"grade"}};
  for (const WorkloadOutcome& each : design.workloads) {
    if (each.units_per_year <= 0 || each.group < 0) continue;
    const bool is_small = each.cost_per_unit.value < 1e-3 * dollar;
    const double count = is_small ? 1e6 : 1e3;
    const Estimate<Money> cost = scaled(each.cost_per_unit, count);
    table.add({each.name, std::string(is_small ? "million " : "1000 ") + unit_of_work(each.kind),
               text_of(each.energy_per_unit.value * count), text_of(cost.value), range_of(cost),
               grade_text(cost.grade)});
    if (!each.cost_per_million_tokens) continue;
    table.add(
        {"", "million tokens of " + each.name, "", text_of(each.cost_per_million_tokens->value),
         range_of(*each.cost_per_million_tokens), grade_text(each.cost_per_million_tokens->grade)});
  }
  return table;
}

/// Bars from the cost at one end to the cost at the other, around the cost as planned.
Chart tornado_chart(const std::vector<Tornado>& bars, Money planned) {
  constexpr double left = 270;
  constexpr double width = 380;
  constexpr double row = 28;
  double low = planned / dollar;
  double high = low;
  for (const Tornado& each : bars) {
    low = std::min({low, each.cost_at_low / dollar, each.cost_at_high / dollar});
    high = std::max({high, each.cost_at_low / dollar, each.cost_at_high / dollar});
  }
  const double span = std::max(high - low, 1.0);
  const auto x = [&](double cost) { return left + width * (cost - low) / span; };
  const double bottom = 34 + row * static_cast<double>(bars.size());
  Chart chart(
      740, bottom + 6, "What moves the lifetime cost",
      "For each input the lifetime cost at its low and its high end, widest first; the line "
      "is the cost as planned.");
  chart.line({x(planned / dollar), 24}, {x(planned / dollar), bottom}, "limit");
  chart.text({x(planned / dollar), 16}, Anchor::middle,
             "as planned " + number_text(planned / dollar), "label strong");
  double y = 34 + row / 2;
  for (const Tornado& each : bars) {
    const double at_low = each.cost_at_low / dollar;
    const double at_high = each.cost_at_high / dollar;
    const double middle = planned / dollar;
    chart.text({left - 75, y + 4}, Anchor::end, fitted(each.input, left - 85));
    const auto part = [&](double cost, const char* kind, const std::string& end) {
      chart.box({x(std::min(cost, middle)), y - 8}, std::abs(x(cost) - x(middle)), 16, kind,
                each.input + " at " + end + ": " + number_text(cost) + " USD");
    };
    part(at_low, "cool", each.low);
    part(at_high, "sun", each.high);
    chart.text({x(std::min({at_low, at_high, middle})) - 6, y + 4}, Anchor::end,
               difference_text(planned, std::min(each.cost_at_low, each.cost_at_high)),
               "label faint");
    chart.text({x(std::max({at_low, at_high, middle})) + 6, y + 4}, Anchor::start,
               difference_text(planned, std::max(each.cost_at_low, each.cost_at_high)),
               "label faint");
    y += row;
  }
  return chart;
}

std::string start_finding(const CostSummary& cost) {
  const std::string start = text_of(cost.purchase.value);
  if (cost.purchase.value > cost.lifetime.value) {
    return start + " are spent at the start; the rest value brings the lifetime cost down to " +
           text_of(cost.lifetime.value);
  }
  return fmt::format("{:.0f} % of the lifetime cost of {} is spent at the start",
                     100 * (cost.purchase.value / cost.lifetime.value),
                     text_of(cost.lifetime.value));
}

}  // namespace

void add_money_section(const PlanRecord& plan, const DesignRecord& design, Html& html) {
  const CostSummary& cost = design.outcome.cost;
  const std::vector<CostPart> parts = parts_of(cost);
  add_figure({start_finding(cost),
              fmt::format("Present value in USD over {} at {} a year; the lines are 90 % ranges.",
                          text_of(plan.site.life), share_text(plan.site.discount)),
              {}},
             cost_chart(parts), html);
  const auto bought = by_part(design.outcome.bill);
  if (!bought.empty()) {
    add_figure({fmt::format("Of the purchase {} takes most, {}", bought.front().first,
                            text_of(bought.front().second)),
                "The purchase of " + text_of(cost.purchase.value) + " by part.",
                {}},
               purchase_chart(bought), html);
  }
  Table table = estimate_table("part", "USD");
  for (const CostPart& each : parts) {
    table.add({each.name, number_text(each.cost.value / dollar), range_of(each.cost),
               grade_text(each.cost.grade)});
  }
  table.add({{"lifetime cost", Tone::strong},
             {number_text(cost.lifetime.value / dollar), Tone::strong},
             range_of(cost.lifetime),
             grade_text(cost.lifetime.grade)});
  html.add(html_of(table, "Lifetime cost, present value"));
  if (cost.energy_per_kwh.value > Money()) {
    add_paragraph(html, "Energy costs " + text_of(cost.energy_per_kwh) + " for each kWh used.");
  }
  const Table units = unit_rows(design.outcome);
  if (!units.rows.empty()) {
    html.element("h3", "Energy and cost of the work");
    html.add(html_of(units, "Each workload's share of everything, idle included"));
  }
  if (cost.cash.size() > 1) {
    add_figure({cash_finding(cost.cash),
                "USD by year at today's prices, not discounted; what the gear is still worth comes "
                "back in the last year.",
                cash_rows(cost.cash)},
               cash_chart(cost.cash), html);
  }
}

void add_what_if(const PlanRecord& plan, const DesignRecord& design, Html& html) {
  constexpr std::size_t bars_max = 12;
  const Money planned = design.outcome.cost.lifetime.value;
  if (!plan.tornado.empty()) {
    const std::vector<Tornado> bars(
        plan.tornado.begin(), plan.tornado.begin() + static_cast<std::ptrdiff_t>(
                                                         std::min(plan.tornado.size(), bars_max)));
    Table rows;
    rows.columns = {{"input"},
                    {"from", Align::right},
                    {"to", Align::right},
                    {"cost at from, USD more", Align::right},
                    {"cost at to, USD more", Align::right}};
    for (const Tornado& each : plan.tornado) {
      if (each.low == each.high && each.cost_at_low == each.cost_at_high) continue;
      rows.add({each.input, each.low, each.high, difference_text(planned, each.cost_at_low),
                difference_text(planned, each.cost_at_high)});
    }
    const Tornado& widest = bars.front();
    const Money apart = widest.cost_at_high > widest.cost_at_low
                            ? widest.cost_at_high - widest.cost_at_low
                            : widest.cost_at_low - widest.cost_at_high;
    std::string input = widest.input;
    if (!input.empty() && input[0] >= 'a' && input[0] <= 'z') {
      input[0] = static_cast<char>(input[0] - 'a' + 'A');
    }
    add_figure({input + " moves the cost most: " + text_of(apart) + " from one end to the other",
                "Lifetime cost in USD with one input at its low end (blue) and its high end "
                "(orange), the others as planned.",
                {}},
               tornado_chart(bars, planned), html);
    html.add(html_of(rows, "Inputs and the lifetime cost at their ends"));
  } else {
    add_absent(html, "Without a design that holds there is nothing to vary.");
  }
  add_cases(plan, design, html);
  add_map(plan.map, html);
}

}  // namespace islet
