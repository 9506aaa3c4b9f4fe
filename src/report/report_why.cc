// Sections 3 and 4 of the report: what was wanted, why this design.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "plan/goal_amount.h"
#include "report/alternatives_page.h"
#include "report/design_sections.h"
#include "report/pareto_page.h"
#include "report/report_pareto.h"
#include "report/report_parts.h"
#include "report/ruled_out_rows.h"
#include "report/verdict.h"

namespace islet {
namespace {

/// How much of what is allowed is used up: 1 at the limit, below it when met. Of shares it is what
/// goes unserved against what may.
double use_of_limit(const Requirement& requirement, double found) {
  constexpr double least = 1e-3;
  double used = 0;
  if (requirement.sense == Sense::at_most) {
    used = requirement.bound > 0 ? found / requirement.bound : 1;
  } else if (requirement.measure == Measure::share && requirement.bound < 1) {
    used = (1 - found) / (1 - requirement.bound);
  } else {
    used = found > 0 ? requirement.bound / found : std::numeric_limits<double>::infinity();
  }
  return std::clamp(used, least, 1 / least);
}

std::string subject_text(const Requirement& requirement) {
  // Panels, battery and generator are not in it.
  if (requirement.key == "hardware.mass") return "mass of the machines";
  return requirement.subject == "site" ? requirement.what
                                       : requirement.subject + ", " + requirement.what;
}

/// Bars of use against the limit, on a logarithmic axis from 0.01 to 10.
Chart limits_chart(const std::vector<Requirement>& list) {
  constexpr double left = 250;
  constexpr double width = 350;
  constexpr double row = 26;
  const auto x = [](double used) {
    return left + width * std::clamp((std::log10(used) + 2) / 3, 0.0, 1.0);
  };
  const double bottom = 30 + row * static_cast<double>(list.size());
  Chart chart(740, bottom + 24, "How much of each limit is used",
              "One line for each requirement: the point is the expected value, the bar its 90 % "
              "range; left of the line at 1 the requirement is met.");
  for (const double mark : {0.01, 0.1, 1.0, 10.0}) {
    chart.line({x(mark), 24}, {x(mark), bottom}, mark == 1.0 ? "limit" : "rule");
    chart.text({x(mark), 16}, Anchor::middle, mark == 1.0 ? "limit" : number_text(mark) + " of it",
               "label faint");
  }
  double y = 30 + row / 2;
  for (const Requirement& each : list) {
    const std::array<double, 2> ends = {use_of_limit(each, each.found.low),
                                        use_of_limit(each, each.found.high)};
    const Cell verdict = verdict_on(each);
    const char* kind = verdict.tone == Tone::good  ? "good"
                       : verdict.tone == Tone::bad ? "bad"
                                                   : "caution";
    const double from = x(std::min(ends[0], ends[1]));
    const double to = x(std::max(ends[0], ends[1]));
    chart.text({left - 12, y + 4}, Anchor::end, fitted(subject_text(each), left - 20));
    chart.box(
        {from, y - 5}, std::max(to - from, 1.5), 10, (std::string(kind) + " soft").c_str(),
        measure_text(each.measure, each.found.value) + " found, " + wanted_text(each) + " wanted");
    chart.dot({x(use_of_limit(each, each.found.value)), y}, 4.5, kind);
    chart.text({left + width + 12, y + 4}, Anchor::start, verdict.text);
    y += row;
  }
  return chart;
}

Table requirement_rows(const DesignOutcome& design) {
  Table table;
  table.columns = {{"requirement"},
                   {"wanted"},
                   {"found", Align::right},
                   {"90 % range", Align::right},
                   {"room", Align::right},
                   {"verdict"},
                   {"grade"}};
  for (const Requirement& each : design.requirements) {
    std::string range = measure_text(each.measure, each.found.low);
    const std::string high = measure_text(each.measure, each.found.high);
    if (range == high) {
      range.clear();
    } else {
      range += " .. ";
      range += high;
    }
    table.add({subject_text(each), wanted_text(each), measure_text(each.measure, each.found.value),
               range, room_text(each), verdict_on(each), grade_text(each.found.grade)});
  }
  return table;
}

std::size_t met_whole(const DesignOutcome& design) {
  return static_cast<std::size_t>(
      std::count_if(design.requirements.begin(), design.requirements.end(),
                    [](const Requirement& each) { return verdict_on(each).tone == Tone::good; }));
}

/// What is minimised, of the designs kept, with ranges.
Chart designs_chart(const std::vector<DesignRecord>& designs, Objective minimised) {
  constexpr double left = 90;
  constexpr double width = 500;
  constexpr double row = 28;
  double most = 0;
  for (const DesignRecord& each : designs) most = std::max(most, each.outcome.minimised.high);
  const std::vector<double> marks = marks_up_to(most);
  const double bottom = 30 + row * static_cast<double>(designs.size());
  Chart chart(740, bottom + 12, "What is minimised, of the designs kept",
              fmt::format("Bars of the expected {} in {} with the 90 % range as a line.",
                          name_of(minimised), goal_unit(minimised)));
  const auto x = [&](double amount) { return left + width * amount / marks.back(); };
  for (const double mark : marks) {
    chart.line({x(mark), 24}, {x(mark), bottom}, "rule");
    chart.text({x(mark), 16}, Anchor::middle, number_text(mark), "label faint");
  }
  chart.text({x(marks.back()) + 30, 16}, Anchor::start, std::string(goal_unit(minimised)),
             "label faint");
  for (std::size_t index = 0; index < designs.size(); ++index) {
    const Estimate<double>& amount = designs[index].outcome.minimised;
    const double y = 30 + row * (static_cast<double>(index) + 0.5);
    chart.text({left - 12, y + 4}, Anchor::end, "design " + std::to_string(index + 1));
    chart.box({left, y - 8}, x(amount.value) - left, 16, index == 0 ? "battery" : "loss",
              designs[index].outcome.title);
    chart.line({x(amount.low), y}, {x(amount.high), y}, "whisker");
    chart.text({x(amount.high) + 8, y + 4}, Anchor::start, number_text(amount.value));
  }
  return chart;
}

/// "The next best design costs 28.4 USD more to buy".
std::string gap_finding(const PlanRecord& plan) {
  const Objective goal = plan.site.minimise;
  return fmt::format("The next best design {} {}", is_money(goal) ? "costs" : "takes",
                     more_of_goal_text(goal, plan.designs[0].outcome.minimised.value,
                                       plan.designs[1].outcome.minimised.value));
}

/// The designs kept, best first.
Table design_rows(const PlanRecord& plan) {
  const Objective goal = plan.site.minimise;
  const bool by_goal = goal != Objective::lifetime_cost;
  Table table;
  table.columns = {{"no."}, {"design"}};
  if (by_goal) table.columns.push_back({goal_column(goal), Align::right});
  table.columns.push_back({"lifetime USD", Align::right});
  table.columns.push_back({"90 % range", Align::right});
  table.columns.push_back({"lost by"});
  for (std::size_t index = 0; index < plan.designs.size(); ++index) {
    const DesignOutcome& each = plan.designs[index].outcome;
    std::vector<Cell> row = {std::to_string(index + 1), each.title};
    if (by_goal) row.emplace_back(number_text(each.minimised.value));
    row.emplace_back(number_text(each.cost.lifetime.value / dollar));
    row.emplace_back(range_of(each.cost.lifetime));
    row.emplace_back(index == 0 ? "the one recommended" : each.lost_by);
    table.add(std::move(row));
  }
  return table;
}

}  // namespace

void add_requirements(const PlanRecord& plan, const DesignRecord& design, Html& html) {
  const DesignOutcome& outcome = design.outcome;
  if (outcome.requirements.empty()) {
    add_absent(html, "The site file asks for nothing that could be missed.");
    return;
  }
  const std::size_t whole = met_whole(outcome);
  const auto missed = std::count_if(outcome.requirements.begin(), outcome.requirements.end(),
                                    [](const Requirement& each) { return !each.met; });
  const bool barring =
      std::any_of(outcome.requirements.begin(), outcome.requirements.end(), is_barring_failures);
  std::string finding =
      missed > 0
          ? fmt::format("{} of {} requirements are missed", missed, outcome.requirements.size())
          : fmt::format("Every requirement is met{}; {} of {} by their whole range",
                        barring ? " as long as the generator does not fail" : "", whole,
                        outcome.requirements.size());
  add_figure({finding,
              "How much of each limit is used: the point is the expected value, the bar its 90 % "
              "range. Of shares: what goes unserved against what may.",
              {}},
             limits_chart(outcome.requirements), html);
  html.add(html_of(requirement_rows(outcome), "Wanted and found"));
  for (const std::string& each : verdict_meanings(outcome.requirements)) {
    add_paragraph(html, each, "faint");
  }
  if (const std::string text = failures_text(outcome, plan.site.given); !text.empty()) {
    add_paragraph(html, text);
  }
  if (!plan.next_steps.empty()) {
    html.add(html_of(next_step_rows(plan.next_steps, outcome.title, plan.site.minimise),
                     "What one step more would cost, with the same machines"));
  }
  add_paragraph(html, fmt::format("All hold in {} of the {} weather years; {} were wanted.",
                                  share_text(outcome.confidence), plan.weather.years,
                                  share_text(plan.site.confidence)));
}

void add_why(const PlanRecord& plan, const DesignRecord&, Html& html) {
  if (plan.designs.size() > 1) {
    const Objective goal = plan.site.minimise;
    add_figure(
        {gap_finding(plan),
         fmt::format("{} in {} with its 90 % range, of the best design of each set of "
                     "machines. The ranges are of the same prices and the same weather: they "
                     "move together, so that the order is surer than they look.",
                     capitalised(std::string(name_of(goal))), goal_unit(goal)),
         {}},
        designs_chart(plan.designs, goal), html);
    html.add(html_of(design_rows(plan), "Designs kept, best first"));
  } else {
    add_absent(html, "No second design was kept to compare with.");
  }
  if (!plan.alternatives.empty()) {
    html.element("h3", "One thing chosen otherwise");
    html.add(html_of(alternative_rows(plan.alternatives, plan.site.minimise),
                     "The recommended design with one choice changed and sizes to suit: how much "
                     "more or less"));
  }
  if (!plan.ruled_out.empty()) {
    constexpr std::size_t shown = 25;
    const std::vector<RuledOut> reasons = by_reason(plan.ruled_out, 8);
    const Table table = ruled_out_rows(reasons, shown);
    html.element("h3", "Ruled out before the search");
    html.add(html_of(table, reasons.size() > shown
                                ? fmt::format("The first {} of {}; the plan file lists all", shown,
                                              reasons.size())
                                : "All that was ruled out"));
  }
  add_pareto_map(plan, html);
}

}  // namespace islet
