// What the sections of the report are made of. Internal to report_page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/chart.h"
#include "report/figure_text.h"
#include "report/html.h"
#include "report/plan_record.h"

namespace islet {

/// One of the 17 sections. `design` is what the report shows: the first one, or the nearest.
struct ReportSection {
  const char* id;
  const char* title;
  void (*add)(const PlanRecord& plan, const DesignRecord& design, Html& html);
};

/// A chart under the finding it shows, with the rows behind it to unfold.
struct ReportFigure {
  std::string finding;  ///< a sentence: what the reader sees
  std::string what;     ///< quantity, unit, what the marks mean
  Table rows;           ///< none: empty
};
void add_figure(const ReportFigure& figure, const Chart& chart, Html& html);

/// With a capital where it starts with a small letter of ASCII.
std::string capitalised(std::string text);

void add_paragraph(Html& html, std::string_view text, const char* kind = "");
void add_bullets(Html& html, const std::vector<std::string>& items);
/// The one line of a section, or part of one, that the product cannot compute yet.
void add_absent(Html& html, std::string_view text);

/// Opens the page: the head with its style, then the body, which the caller closes with the page.
void open_page(Html& html, const std::string& title);

/// A large figure with its range and grade, as an item of a list of class "cards".
void add_card(Html& html, const std::string& name, const std::string& value,
              const std::string& range, std::optional<Grade> grade);
template <class Q>
void add_card(Html& html, const std::string& name, const Estimate<Q>& estimate) {
  const std::string range = range_of(estimate);
  add_card(html, name, text_of(estimate.value),
           range.empty() ? "" : range + " " + shown_unit(estimate.value).name, estimate.grade);
}

/// "A" with its meaning as a tip.
void add_grade(Html& html, Grade grade);
std::string grade_text(Grade grade);
const char* meaning_of(Grade grade);

/// Name, value, range, grade: a row of a table of figures.
template <class Q>
std::vector<Cell> estimate_row(std::string name, const Estimate<Q>& estimate) {
  return {std::move(name), text_of(estimate.value), range_of(estimate), grade_text(estimate.grade)};
}
Table estimate_table(std::string name, std::string value);

std::string name_of_month(std::size_t index);

/// "12 June" for day 162 (from 0) of a year of 365; with no more than so many `letters` of the
/// month.
std::string day_text(int day_of_year, std::size_t letters = std::string::npos);

/// Sections in their files.
void add_answer(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_bill_section(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_requirements(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_why(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_work(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_machine(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_energy_section(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_battery(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_bad_times(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_generator(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_heat(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_links(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_money_section(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_what_if(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_confidence(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_assumptions(const PlanRecord& plan, const DesignRecord& design, Html& html);
void add_method(const PlanRecord& plan, const DesignRecord& design, Html& html);

/// What is paid by year, and the sum so far. At least the start and one year.
Chart cash_chart(const std::vector<CashYear>& cash);
Table cash_rows(const std::vector<CashYear>& cash);
/// What a year after the start costs, not discounted. At least the start and one year.
Money mean_year_cost(const std::vector<CashYear>& cash);
std::string cash_finding(const std::vector<CashYear>& cash);

/// Capacity of the battery at the start and at the end of each year, 0..1 of the nameplate. Not
/// empty.
Chart health_chart(const std::vector<double>& health);
std::string health_finding(const std::vector<double>& health);

/// How long work goes on alone: one curve for all work, then one for safety work. One at least.
Chart survival_chart(const std::vector<SurvivalCurve>& curves);
std::string survival_finding(const std::vector<SurvivalCurve>& curves);

/// The flows of the year as ribbons, from sources to uses.
Chart energy_flow_chart(const TracedYear& traced, const std::string& summary);

}  // namespace islet
