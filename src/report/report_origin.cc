// Sections 15 to 17 of the report: how sure, resting on what, made how.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/report_parts.h"
#include "report/search_text.h"

namespace islet {
namespace {

/// Columns of what the design does not have are left out.
Table year_rows(const DesignOutcome& design) {
  const PowerDesign& power = design.design.power;
  const bool has_battery = power.storage > Energy();
  const bool has_panels = power.panels > Power();
  const bool has_generator =
      std::any_of(design.years.begin(), design.years.end(),
                  [](const YearOutcome& each) { return each.generator_time > Duration(); });
  Table table;
  table.columns = {{"weather year", Align::right},
                   {"all met"},
                   {"used kWh", Align::right},
                   {"not served kWh", Align::right}};
  if (has_generator) {
    table.columns.push_back({"generator h", Align::right});
    table.columns.push_back({"fuel L", Align::right});
  }
  if (has_panels) table.columns.push_back({"renewable", Align::right});
  if (has_battery) table.columns.push_back({"lowest charge", Align::right});
  table.columns.push_back({"least served", Align::right});
  for (std::size_t index = 0; index < design.years.size(); ++index) {
    const YearOutcome& each = design.years[index];
    const double least =
        each.served.empty() ? 1.0 : *std::min_element(each.served.begin(), each.served.end());
    std::vector<Cell> row = {
        std::to_string(index + 1), each.met ? Cell("yes", Tone::good) : Cell("no", Tone::bad),
        number_text(each.used / kilowatt_hour), number_text(each.unserved / kilowatt_hour)};
    if (has_generator) {
      row.emplace_back(number_text(each.generator_time / hour));
      row.emplace_back(number_text(each.fuel / litre));
    }
    if (has_panels) row.emplace_back(share_text(each.renewable));
    if (has_battery) row.emplace_back(share_text(each.lowest_charge));
    row.emplace_back(share_text(least));
    table.add(std::move(row));
  }
  return table;
}

/// How many figures of the answer rest on each grade.
std::array<int, 4> grades_of(const DesignOutcome& design) {
  std::array<int, 4> out{};
  const auto count = [&](Grade grade) { ++out[static_cast<std::size_t>(grade)]; };
  for (const BillItem& item : design.bill) count(item.cost.grade);
  for (const WorkloadOutcome& each : design.workloads) {
    if (each.group >= 0) count(each.p99.grade);
    count(each.served.grade);
  }
  for (const Requirement& each : design.requirements) count(each.found.grade);
  return out;
}

Chart grade_chart(const std::array<int, 4>& counts) {
  constexpr std::array<const char*, 4> kinds = {"battery", "cool", "sun", "unserved"};
  const int total = counts[0] + counts[1] + counts[2] + counts[3];
  Chart chart(740, 64, "Grades of the figures",
              "One bar, divided by how many figures have a grade.");
  double x = 10;
  double key = 10;
  for (std::size_t index = 0; index < counts.size(); ++index) {
    const double wide = total > 0 ? 720.0 * counts[index] / total : 0;
    chart.box({x, 8}, wide - 1, 24, kinds[index]);
    x += wide;
    chart.box({key, 45}, 12, 10, kinds[index]);
    chart.text({key + 17, 54}, Anchor::start,
               fmt::format("{}: {}", letter(static_cast<Grade>(index)), counts[index]));
    key += 90;
  }
  return chart;
}

void add_ledger(const std::vector<LedgerLine>& ledger, Html& html) {
  html.element("h3", "Assumed, disputed and old figures");
  if (ledger.empty()) {
    add_paragraph(html, "None of the records of this design holds one.");
    return;
  }
  Table table;
  table.columns = {{"figure"}, {"used", Align::right}, {"grade"}, {"stated otherwise"}, {"source"},
                   {"remark"}};
  for (const LedgerLine& line : ledger) {
    std::string remark = line.assumed ? "assumed" : "";
    if (line.is_old) remark += (remark.empty() ? "old price, " : ", old price, ") + line.date;
    table.add(
        {line.figure, line.value, grade_text(line.grade), line.disputed, line.source, remark});
  }
  html.add(html_of(table, "The ledger: figures of the records that deserve a second look"));
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(" '\"$()<>|;&*?`\\") == text.npos && !text.empty()) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string command_of(const PlanRecord& plan) {
  std::string out = "islet plan " + quoted(plan.site.file);
  for (const OverrideUsed& each : plan.site.overrides) {
    out += " --set " + quoted(each.key + "=" + each.value);
  }
  return out + fmt::format(" --seed {} --years {} -o plan.json", plan.seed, plan.weather.years);
}

void add_rules(const PlanNotes& notes, Html& html) {
  html.element("h3", "Rules that had a say");
  if (notes.rules.empty()) {
    add_paragraph(html, "None of the documents' rules fired.");
    return;
  }
  Table table;
  table.columns = {{"rule"}, {"states"}, {"here"}};
  for (const RuleFired& each : notes.rules) {
    std::string uses;
    for (const std::string& use : each.uses) uses += (uses.empty() ? "" : "; ") + use;
    table.add({each.id, each.statement, uses});
  }
  html.add(html_of(table, "By id; islet explain ID tells the whole record"));
}

void add_advice(const std::vector<Answer>& advice, Html& html) {
  if (advice.empty()) return;
  html.element("h3", "Advice by the documents' rules");
  Table table;
  table.columns = {{"question"}, {"verdict"}, {"why"}, {"rules"}};
  for (const Answer& answer : advice) {
    std::string about;
    for (const AnswerItem& item : answer.items) about = item.text + ": ";
    std::string reasons;
    for (const std::string& each : answer.reasons) reasons += (reasons.empty() ? "" : "; ") + each;
    std::string rules;
    for (const std::string& id : answer.rules) rules += (rules.empty() ? "" : " ") + id;
    table.add({answer.question, about + answer.verdict, reasons, rules});
  }
  html.add(html_of(table, "These inform; they rule nothing out"));
}

}  // namespace

void add_confidence(const PlanRecord& plan, const DesignRecord& design, Html& html) {
  const DesignOutcome& outcome = design.outcome;
  const auto met = std::count_if(outcome.years.begin(), outcome.years.end(),
                                 [](const YearOutcome& each) { return each.met; });
  add_paragraph(html,
                fmt::format("All requirements hold in {} of {} weather years; {} of the years were "
                            "wanted.",
                            met, outcome.years.size(), share_text(plan.site.confidence)),
                "lead");
  if (outcome.joint_odds) {
    add_paragraph(html,
                  fmt::format("With the sun's yearly sum, the machines' draw and their speed "
                              "drawn from their ranges as well, they hold in {} of the draws.",
                              share_text(*outcome.joint_odds)));
  }
  if (!outcome.years.empty()) {
    html.add(html_of(year_rows(outcome),
                     "Year to year; the first is the design year, that sizes were searched on"));
  }
  const std::array<int, 4> grades = grades_of(outcome);
  const int total = grades[0] + grades[1] + grades[2] + grades[3];
  add_figure({fmt::format("{} of {} figures of the answer rest on datasheet or assumption",
                          grades[2] + grades[3], total),
              "Prices, times, served shares and requirements by their grade.",
              {}},
             grade_chart(grades), html);
  Table table;
  table.columns = {{"grade"}, {"means"}, {"figures", Align::right}};
  for (std::size_t index = 0; index < grades.size(); ++index) {
    const auto grade = static_cast<Grade>(index);
    table.add({grade_text(grade), meaning_of(grade), std::to_string(grades[index])});
  }
  html.add(html_of(table, "Grades of evidence"));
  add_paragraph(html, fmt::format("Weather: {}, {} years (grade {}).", plan.weather.source,
                                  plan.weather.years, letter(plan.weather.grade)));
  add_paragraph(
      html, outcome.joint_odds
                ? "The ranges of single figures vary one input at a time and add in quadrature; "
                  "the share above is from joint draws."
                : "Ranges vary one input at a time and add in quadrature.");
}

void add_assumptions(const PlanRecord& plan, const DesignRecord&, Html& html) {
  const SiteRecord& site = plan.site;
  html.element("h3", "What the site file says");
  Table given;
  given.columns = {{"key"}, {"value"}, {"from"}};
  for (const GivenValue& each : site.given) {
    const bool is_set =
        std::any_of(site.overrides.begin(), site.overrides.end(),
                    [&](const OverrideUsed& change) { return change.key == each.key; });
    given.add({each.key, each.value, is_set ? "--set" : each.place.text()});
  }
  html.add(html_of(given, "Given values"));
  html.element("h3", "What was not given");
  Table defaults;
  defaults.columns = {{"key"}, {"taken"}, {"why"}};
  for (const DefaultUsed& each : site.defaults) defaults.add({each.key, each.value, each.why});
  html.add(html_of(defaults, "Defaults"));
  if (!site.unused.empty()) {
    html.element("h3", "What no plan uses yet");
    Table unused;
    unused.columns = {{"key"}, {"what happens instead"}};
    for (const KeyUnused& each : site.unused) unused.add({each.key, each.why});
    html.add(html_of(unused, "Keys that are read and checked only"));
  }
  add_ledger(plan.notes.ledger, html);
  for (const SiteText& each : site.texts) {
    html.open("details");
    html.element("summary", "The site file as it was read: " + each.file);
    html.open("pre");
    html.element("code", each.text);
    html.close();
    html.close();
  }
}

/// What became of the designs of the space, and how far the answer may be off.
void add_search(const SearchCount& count, Html& html) {
  const auto number = [](double designs) { return count_text(designs); };
  if (count.gap) {
    add_paragraph(html, fmt::format("No design that was not run can be better than the answer by "
                                    "more than {} (the bound: docs/search.md).",
                                    gap_text(count.gap->share)));
  }
  Table table;
  table.columns = {{"what became of them"}, {"designs", Align::right}};
  table.add({"ruled out by a rule or a wish of the site file", number(count.ruled_out)});
  table.add({"machines too weak: memory or speed", number(count.too_weak)});
  table.add(
      {"machines that others, or fewer of them, beat in price and in power", number(count.beaten)});
  table.add({"gear dearer than the cheapest that does", number(count.dearer_gear)});
  table.add({"sizes that cannot do, or that break the budget", number(count.unfit)});
  table.add({"sizes whose cost bound is not below what was found", number(count.by_bound)});
  table.add({"run through plant years", number(count.evaluated)});
  table.add({{"in the space", Tone::strong}, {number(count.covered), Tone::strong}});
  html.add(
      html_of(table, fmt::format("The search: {} sets of machines, {} of gear, {} sizes",
                                 number(count.machines), number(count.gear), number(count.sizes))));
}

void add_method(const PlanRecord& plan, const DesignRecord&, Html& html) {
  add_search(plan.count, html);
  html.element("h3", "To repeat it");
  html.open("pre");
  html.element("code", command_of(plan));
  html.close();
  Table table;
  table.columns = {{"what"}, {"value"}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) table.add({name, value});
  };
  add("islet", plan.version);
  add("seed", std::to_string(plan.seed));
  add("weather", plan.weather.source);
  add("records, edition", plan.notes.catalog.edition);
  add("records, SHA-256", plan.notes.catalog.sha256);
  add("your records, SHA-256", plan.notes.catalog.own_sha256);
  add("site file, SHA-256", plan.site.sha256);
  add("plan file, SHA-256", plan.sha256);
  html.add(html_of(table, "Versions and hashes"));
  add_rules(plan.notes, html);
  add_advice(plan.notes.advice, html);
  if (!plan.notes.sources.empty()) {
    html.element("h3", "Sources");
    Table sources;
    sources.columns = {{"id"}, {"title"}, {"date"}, {"address"}};
    for (const Source& each : plan.notes.sources) {
      sources.add({each.id, each.title, each.date, each.link});
    }
    html.add(html_of(sources, "Where prices and figures of this design come from"));
  }
  if (!plan.diagnostics.empty()) {
    html.element("h3", "Warnings of the plan");
    std::vector<std::string> lines;
    for (const Error& each : plan.diagnostics) {
      lines.push_back((each.code.empty() ? "" : each.code + ": ") + each.what);
    }
    add_bullets(html, lines);
  }
}

}  // namespace islet
