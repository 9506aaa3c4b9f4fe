#include "report/report_cases.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/report_parts.h"
#include "report/what_if_page.h"

namespace islet {
namespace {

std::string built_text(const CaseRecord& one) {
  if (one.holds) return "holds";
  if (one.misses.empty()) return "does not hold";
  const std::size_t more = one.misses.size() - 1;
  return one.misses.front() + (more > 0 ? fmt::format("; and {} more", more) : "");
}

Table case_rows(const PlanRecord& plan, const DesignRecord& design) {
  const Money chosen = design.outcome.cost.lifetime.value;
  const bool anew = plan.what_if.front().planned_anew;
  Table table;
  table.columns = {
      {"key"}, {"value"}, {"what is built"}, {"cost", Align::right}, {"fuel L/year", Align::right}};
  if (anew) {
    table.columns.push_back({"planned anew"});
    table.columns.push_back({"cost", Align::right});
  }
  for (const CaseRecord& one : plan.what_if) {
    std::vector<Cell> row = {
        one.key, one.value, {built_text(one), one.holds ? Tone::plain : Tone::caution}};
    row.emplace_back(one.kept_cost ? difference_text(chosen, *one.kept_cost) : "");
    row.emplace_back(one.kept_cost ? number_text(one.kept_fuel / litre) : "");
    if (anew) {
      const bool same = one.planned_cost && one.planned == design.outcome.title;
      row.emplace_back(same               ? "the same"
                       : one.planned_cost ? one.planned
                                          : "nothing fits: " + one.planned);
      row.emplace_back(one.planned_cost ? difference_text(chosen, *one.planned_cost) : "");
    }
    table.add(std::move(row));
  }
  return table;
}

}  // namespace

void add_cases(const PlanRecord& plan, const DesignRecord& design, Html& html) {
  if (plan.what_if.empty()) {
    add_paragraph(html,
                  "No case was tried: name keys and values under `what_if` in the site file and "
                  "plan with --what-if.",
                  "faint hint");
    return;
  }
  const auto held = std::count_if(plan.what_if.begin(), plan.what_if.end(),
                                  [](const CaseRecord& each) { return each.holds; });
  html.element("h3", fmt::format("What is built holds in {} of the {} cases of the site file", held,
                                 plan.what_if.size()));
  html.add(html_of(case_rows(plan, design),
                   "One value changed at a time; USD over the life, more or less than planned"));
}

void add_owned(const PlanRecord& plan, Html& html) {
  if (plan.have.empty()) return;
  html.element("h3", "What is there already");
  html.add(html_of(have_rows(plan.have), "Each kind held against all the work, alone"));
  const std::vector<std::string> savings = savings_of(plan.have);
  if (!savings.empty()) add_bullets(html, savings);
}

}  // namespace islet
