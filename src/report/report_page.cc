#include "report/report_page.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/report_parts.h"

namespace islet {
namespace {

constexpr std::array<ReportSection, 17> sections = {
    {{"answer", "Answer", add_answer},
     {"bill", "Bill of materials", add_bill_section},
     {"requirements", "Requirements", add_requirements},
     {"why", "Why this one", add_why},
     {"work", "Work", add_work},
     {"machine", "Machine", add_machine},
     {"energy", "Energy", add_energy_section},
     {"battery", "Battery", add_battery},
     {"bad-times", "Bad times", add_bad_times},
     {"generator", "Generator and fuel", add_generator},
     {"heat", "Heat", add_heat},
     {"links", "Links", add_links},
     {"money", "Money", add_money_section},
     {"what-if", "What if", add_what_if},
     {"confidence", "Confidence", add_confidence},
     {"assumptions", "Assumptions", add_assumptions},
     {"method", "Method and provenance", add_method}}};

void add_top(const PlanRecord& plan, Html& html) {
  html.open("header", {{"class", "top"}});
  html.element("h1", plan.site.name.empty() ? plan.site.file : plan.site.name);
  std::string line = fmt::format("Plan for AI inference on site power, least {} over {}",
                                 name_of(plan.site.minimise), text_of(plan.site.life));
  if (plan.site.position) line += ", " + position_text(*plan.site.position);
  if (plan.site.moving) line += ", moving";
  add_paragraph(html, line + ".", "faint");
  for (const OverrideUsed& each : plan.site.overrides) {
    add_paragraph(html, "Changed for this plan: " + each.key + " = " + each.value, "caution");
  }
  html.open("nav", {{"aria-label", "Sections"}});
  html.open("ol");
  for (const ReportSection& section : sections) {
    html.open("li");
    html.element("a", section.title, {{"href", std::string("#") + section.id}});
    html.close();
  }
  html.close();
  html.close();
  html.close();
}

void add_section(const PlanRecord& plan, std::size_t index, Html& html) {
  const ReportSection& section = sections[index];
  const std::string heading = std::string("h-") + section.id;
  html.open("section", {{"id", section.id}, {"aria-labelledby", heading}});
  html.open("h2", {{"id", heading}});
  html.element("span", std::to_string(index + 1), {{"class", "number"}});
  html.text(section.title);
  html.close();
  static constexpr std::array<const char*, 4> without_design = {"answer", "what-if", "assumptions",
                                                                "method"};
  const DesignRecord* design = plan.shown();
  if (design != nullptr) {
    section.add(plan, *design, html);
  } else if (std::find(without_design.begin(), without_design.end(),
                       std::string_view(section.id)) != without_design.end()) {
    section.add(plan, DesignRecord{}, html);
  } else {
    add_absent(html, "There is no design to show; section 1 says what binds.");
  }
  html.close();
}

}  // namespace

std::string report_html(const PlanRecord& plan) {
  Html html;
  open_page(html, plan.site.name + ": plan for AI inference on site power");
  add_top(plan, html);
  html.open("main");
  for (std::size_t index = 0; index < sections.size(); ++index) add_section(plan, index, html);
  html.close();
  html.open("footer");
  add_paragraph(html, fmt::format("Made by islet {} from {} (seed {}). Figures have three "
                                  "significant digits; ranges hold with 90 %.",
                                  plan.version, plan.site.file, plan.seed));
  html.close();
  html.close();
  html.close();
  return html.take();
}

}  // namespace islet
