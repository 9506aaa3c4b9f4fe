// Charts over the life of a design, for the sections on money, battery and bad times.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "report/report_parts.h"

namespace islet {
namespace {

using CashPart = Money CashYear::*;

constexpr std::array<std::pair<CashPart, const char*>, 4> spent = {{{&CashYear::capital, "s0"},
                                                                    {&CashYear::replacement, "s1"},
                                                                    {&CashYear::operation, "s2"},
                                                                    {&CashYear::fuel, "s3"}}};

constexpr std::array<const char*, 4> spent_on = {"bought", "replaced", "upkeep, visits, links",
                                                 "fuel, grid"};

std::string year_text(std::size_t at) { return at == 0 ? "start" : std::to_string(at); }

/// Every how many years one is named below the axis.
std::size_t name_every(std::size_t years) { return 1 + years / 16; }

/// The area with room below for the names of the years.
PlotArea add_years(Chart& chart, PlotArea area, std::size_t slots) {
  for (std::size_t at = 0; at < slots; at += name_every(slots)) {
    chart.text({area.x((static_cast<double>(at) + 0.5) / static_cast<double>(slots)),
                area.top + area.height + 18},
               Anchor::middle, year_text(at), "label faint");
  }
  return area;
}

}  // namespace

Chart cash_chart(const std::vector<CashYear>& cash) {
  double most = 0;
  Money total;
  for (const CashYear& each : cash) {
    total += each.net();
    most = std::max({most, (each.net() + each.salvage) / dollar, total / dollar});
  }
  Chart chart(740, 250, "Cash by year",
              "Bars: what is paid at the start and in each year, by kind. Line: the sum so far.");
  const PlotArea area = add_years(chart, add_axis(chart, most, "USD"), cash.size());
  const double slot = area.width / static_cast<double>(cash.size());
  std::vector<SvgPoint> sum;
  Money so_far;
  for (std::size_t at = 0; at < cash.size(); ++at) {
    const double left = area.left + slot * (static_cast<double>(at) + 0.2);
    double below = 0;
    for (const auto& [part, kind] : spent) {
      const double value = cash[at].*part / dollar;
      if (value <= 0) continue;
      chart.box({left, area.y(below + value)}, slot * 0.6, area.y(below) - area.y(below + value),
                kind, fmt::format("{}: {} USD", year_text(at), number_text(value)));
      below += value;
    }
    so_far += cash[at].net();
    sum.push_back({left + slot * 0.3, area.y(std::max(0.0, so_far / dollar))});
  }
  chart.path(sum, "load");
  std::vector<std::pair<const char*, const char*>> key;
  for (std::size_t part = 0; part < spent.size(); ++part) {
    const bool any = std::any_of(cash.begin(), cash.end(), [&](const CashYear& each) {
      return each.*spent[part].first > Money();
    });
    if (any) key.emplace_back(spent[part].second, spent_on[part]);
  }
  const double end = add_key(chart, {area.left + 60, 16}, key);
  chart.text({end, 16}, Anchor::start, "line: sum so far", "label faint");
  return chart;
}

Table cash_rows(const std::vector<CashYear>& cash) {
  Table table;
  table.columns = {{"year"},
                   {"bought", Align::right},
                   {"replaced", Align::right},
                   {"upkeep, visits, links", Align::right},
                   {"fuel, grid", Align::right},
                   {"rest value", Align::right},
                   {"sum so far, USD", Align::right}};
  Money so_far;
  const auto text = [](Money money) {
    return money == Money() ? std::string("-") : number_text(money / dollar);
  };
  for (std::size_t at = 0; at < cash.size(); ++at) {
    const CashYear& each = cash[at];
    so_far += each.net();
    table.add({year_text(at), text(each.capital), text(each.replacement), text(each.operation),
               text(each.fuel), text(each.salvage), number_text(so_far / dollar)});
  }
  return table;
}

Money mean_year_cost(const std::vector<CashYear>& cash) {
  Money paid;
  for (std::size_t at = 1; at < cash.size(); ++at) paid += cash[at].net() + cash[at].salvage;
  return paid / static_cast<double>(cash.size() - 1);
}

std::string cash_finding(const std::vector<CashYear>& cash) {
  const auto dearest =
      std::max_element(cash.begin() + 1, cash.end(), [](const CashYear& a, const CashYear& b) {
        return a.net() + a.salvage < b.net() + b.salvage;
      });
  std::string text =
      fmt::format("After the start a year costs {} on average", text_of(mean_year_cost(cash)));
  if (dearest->replacement > Money()) {
    text += fmt::format("; year {} most, {}, when gear is replaced", dearest - cash.begin(),
                        text_of(dearest->net() + dearest->salvage));
  }
  return text;
}

Chart health_chart(const std::vector<double>& health) {
  Chart chart(740, 200, "What the battery still holds, by year",
              "Capacity at the start and at the end of each year, as a share of the nameplate.");
  const PlotArea area = add_axis(chart, 100, "% of the nameplate");
  const double years = std::max(1.0, static_cast<double>(health.size()) - 1);
  std::vector<SvgPoint> line;
  for (std::size_t at = 0; at < health.size(); ++at) {
    const double share = static_cast<double>(at) / years;
    line.push_back({area.x(share), area.y(100 * health[at])});
    chart.dot(line.back(), 3, "battery");
    if (at % name_every(health.size()) == 0) {
      chart.text({area.x(share), area.top + area.height + 18},
                 at + 1 == health.size() ? Anchor::end : Anchor::middle, year_text(at),
                 "label faint");
    }
  }
  chart.path(line, "battery");
  return chart;
}

std::string health_finding(const std::vector<double>& health) {
  for (std::size_t at = 1; at < health.size(); ++at) {
    if (health[at] > health[at - 1]) return fmt::format("The battery is replaced in year {}", at);
  }
  return fmt::format("After {} years the battery holds {} of its nameplate", health.size() - 1,
                     share_text(health.back()));
}

Chart survival_chart(const std::vector<SurvivalCurve>& curves) {
  constexpr std::array<const char*, 2> kinds = {"load", "battery"};
  std::size_t hours = 1;
  for (const SurvivalCurve& each : curves) hours = std::max(hours, each.chance.size());
  Chart chart(740, 230, "Chance to go on by hours without grid and generator",
              "Share of the hours of the year from which the work goes on for so long.");
  const PlotArea area = add_axis(chart, 100, "%");
  std::vector<std::pair<const char*, const char*>> key;
  for (std::size_t c = 0; c < curves.size() && c < kinds.size(); ++c) {
    std::vector<SvgPoint> line = {{area.x(0), area.y(100)}};
    for (std::size_t at = 0; at < curves[c].chance.size(); ++at) {
      const double share = (static_cast<double>(at) + 1) / static_cast<double>(hours);
      line.push_back({area.x(share), area.y(100 * curves[c].chance[at])});
    }
    if (curves[c].chance.size() < hours) {
      const double share =
          (static_cast<double>(curves[c].chance.size()) + 1) / static_cast<double>(hours);
      line.push_back({area.x(share), area.y(0)});
    }
    chart.path(line, kinds[c]);
    key.emplace_back(kinds[c], c == 0 ? "all work" : "safety work alone");
  }
  const std::size_t step = std::max<std::size_t>(1, (hours + 7) / 8);
  for (std::size_t at = 0; at <= hours; at += step) {
    const double share = static_cast<double>(at) / static_cast<double>(hours);
    chart.text({area.x(share), area.top + area.height + 18},
               share > 0.97 ? Anchor::end : Anchor::middle, std::to_string(at) + " h",
               "label faint");
  }
  add_key(chart, {area.left + 60, 16}, key);
  return chart;
}

std::string survival_finding(const std::vector<SurvivalCurve>& curves) {
  const std::vector<double>& all = curves.front().chance;
  const auto below =
      std::find_if(all.begin(), all.end(), [](double chance) { return chance < 0.9; });
  const auto hours = below - all.begin();
  if (below == all.end() && !all.empty()) {
    return fmt::format(
        "Without grid and generator all work goes on for {} h or more, 9 times in 10", hours);
  }
  if (hours == 0)
    return "Without grid and generator not all work goes on for an hour, 9 times in 10";
  return fmt::format("Without grid and generator all work goes on for {} h, 9 times in 10", hours);
}

}  // namespace islet
