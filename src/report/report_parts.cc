#include "report/report_parts.h"

#include <algorithm>
#include <array>

#include "report/report_style.h"

namespace islet {
namespace {

/// What every chart refers to: the hatch of what was left unused.
void add_definitions(Html& html) {
  html.add(
      "<svg class=\"defs\" aria-hidden=\"true\"><title>patterns</title><defs>"
      "<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
      "patternTransform=\"rotate(45)\"><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" "
      "style=\"stroke:var(--sun);stroke-width:2.5\"/></pattern></defs></svg>\n");
}

}  // namespace

void open_page(Html& html, const std::string& title) {
  html.add("<!DOCTYPE html>\n");
  html.open("html", {{"lang", "en"}});
  html.open("head");
  html.add("<meta charset=\"utf-8\">\n");
  html.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  html.add("<meta name=\"color-scheme\" content=\"light dark\">\n");
  html.element("title", title);
  html.add(std::string("<style>\n") + report_style + "</style>\n");
  html.close();
  html.open("body");
  add_definitions(html);
}

void add_card(Html& html, const std::string& name, const std::string& value,
              const std::string& range, std::optional<Grade> grade) {
  html.open("li");
  html.element("span", name, {{"class", "name"}});
  html.element("span", value, {{"class", "value"}});
  html.open("span", {{"class", "range"}});
  html.text(range.empty() ? "" : range + " ");
  if (grade) add_grade(html, *grade);
  html.close();
  html.close();
}

std::string capitalised(std::string text) {
  const bool is_small = !text.empty() && text[0] >= 'a' && text[0] <= 'z';
  if (is_small) text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

void add_paragraph(Html& html, std::string_view text, const char* kind) {
  const std::string_view name = kind;
  html.element("p", text, name.empty() ? Attributes{} : Attributes{{"class", kind}});
}

void add_bullets(Html& html, const std::vector<std::string>& items) {
  if (items.empty()) return;
  html.open("ul");
  for (const std::string& item : items) html.element("li", item);
  html.close();
}

void add_absent(Html& html, std::string_view text) { add_paragraph(html, text, "absent"); }

void add_figure(const ReportFigure& figure, const Chart& chart, Html& html) {
  html.open("figure");
  html.open("figcaption");
  html.element("strong", figure.finding);
  html.element("span", figure.what, {{"class", "what"}});
  html.close();
  html.open("div", {{"class", "scroll"},
                    {"tabindex", "0"},
                    {"role", "region"},
                    {"aria-label", "Chart: " + figure.finding}});
  html.add(chart.take());
  html.close();
  if (!figure.rows.rows.empty()) {
    html.open("details");
    html.element("summary", "Rows");
    html.add(html_of(figure.rows, "The rows behind the chart"));
    html.close();
  }
  html.close();
}

std::string grade_text(Grade grade) { return std::string(1, letter(grade)); }

const char* meaning_of(Grade grade) {
  switch (grade) {
    case Grade::a:
      return "measured on this device and model, or the maker's own price";
    case Grade::b:
      return "fitted to near neighbours";
    case Grade::c:
      return "datasheet and physics";
    case Grade::d:
      return "assumption";
  }
  return "";
}

void add_grade(Html& html, Grade grade) {
  html.element("abbr", grade_text(grade), {{"class", "grade"}, {"title", meaning_of(grade)}});
}

Table estimate_table(std::string name, std::string value) {
  Table table;
  table.columns = {
      {std::move(name)}, {std::move(value), Align::right}, {"90 % range", Align::right}, {"grade"}};
  return table;
}

std::string name_of_month(std::size_t index) {
  constexpr std::array<const char*, months_per_year> names = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  return names[index % names.size()];
}

std::string day_text(int day_of_year, std::size_t letters) {
  int left = day_of_year;
  int at = 0;
  while (at < months_per_year - 1 && left >= days_in_month(at)) left -= days_in_month(at++);
  const int number = std::min(left + 1, days_in_month(at));
  return std::to_string(number) + " " +
         name_of_month(static_cast<std::size_t>(at)).substr(0, letters);
}

}  // namespace islet
