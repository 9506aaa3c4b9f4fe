#include "report/plan_page.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "plan/advice.h"
#include "plan/goal_amount.h"
#include "report/alternatives_page.h"
#include "report/check_page.h"
#include "report/design_sections.h"
#include "report/figure_text.h"
#include "report/map_page.h"
#include "report/pareto_page.h"
#include "report/ruled_out_rows.h"
#include "report/search_text.h"
#include "report/simulated_table.h"
#include "report/what_if_page.h"

namespace islet {
namespace {

constexpr std::size_t ruled_out_shown = 8;
constexpr int ruled_out_named = 3;
constexpr std::size_t tornado_shown = 9;

/// A value as a shell takes it.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string file_argument(const std::string& file) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-";
  return file.find_first_not_of(plain) == std::string::npos ? file : quoted(file);
}

/// "islet plan mine.yaml --set ...": what was set for this plan stays set, but for `changed`, a key
/// that the caller sets anew.
std::string command_text(const Plan& plan, const char* command, std::string_view changed = {}) {
  std::string text = std::string("islet ") + command + " " + file_argument(plan.site.file);
  for (const OverrideUsed& each : plan.site.overrides) {
    if (each.key == changed) continue;
    text += " --set " + each.key + "=" + quoted(each.value);
  }
  return text;
}

void add_header(const Plan& plan, Document& page) {
  const Site& site = plan.site;
  page.title(site.name.empty() ? site.file : site.name,
             fmt::format("least {}, {}", name_of(site.goals.minimise), text_of(site.money.life)));
  std::string line = site.file;
  if (site.where.position) line += "   " + position_text(*site.where.position);
  if (site.where.moving) line += "   moving";
  page.paragraph(fmt::format("{}   seed {}", line, plan.seed), Tone::faint);
  for (const OverrideUsed& each : site.overrides) {
    page.paragraph(fmt::format("set: {} = {}", each.key, each.value), Tone::caution);
  }
  if (plan.state == PlanState::out_of_time && !plan.designs.empty()) {
    page.paragraph("Stopped before the search was done: the best found so far.", Tone::caution);
  }
}

void add_runners_up(const Plan& plan, Document& page) {
  if (plan.designs.size() < 2) return;
  page.heading("Runners-up");
  Table table;
  const Objective goal = plan.site.goals.minimise;
  table.columns = {{"", Align::right},
                   {"design", Align::left, true},
                   {goal_column(goal), Align::right},
                   {"lost by", Align::left, true}};
  for (std::size_t index = 1; index < plan.designs.size(); ++index) {
    const DesignOutcome& design = plan.designs[index];
    table.add({std::to_string(index + 1), design.title, number_text(design.minimised.value),
               design.lost_by});
  }
  page.table(std::move(table));
}

void add_ruled_out(const Plan& plan, Document& page) {
  if (plan.ruled_out.empty()) return;
  const std::vector<RuledOut> reasons = by_reason(plan.ruled_out, ruled_out_named);
  const std::size_t shown = std::min(reasons.size(), ruled_out_shown);
  page.heading("Ruled out",
               shown < reasons.size()
                   ? fmt::format("{} reasons of {}; --format json lists all", shown, reasons.size())
                   : "--format json lists all");
  page.table(ruled_out_rows(reasons, shown));
}

void add_tornado(const Plan& plan, Document& page) {
  if (plan.tornado.empty()) return;
  const DesignOutcome* chosen = advised_design(plan);
  CHECK(chosen != nullptr);
  const Money planned = chosen->cost.lifetime.value;
  page.heading("What moves the lifetime cost", "USD, more or less than planned");
  Table table;
  table.columns = {{"input", Align::left, true},
                   {"from", Align::right},
                   {"to", Align::right},
                   {"at from", Align::right},
                   {"at to", Align::right}};
  for (std::size_t index = 0; index < std::min(plan.tornado.size(), tornado_shown); ++index) {
    const Tornado& bar = plan.tornado[index];
    if (bar.low == bar.high && bar.cost_at_low == bar.cost_at_high) continue;
    table.add({bar.input, bar.low, bar.high, difference_text(planned, bar.cost_at_low),
               difference_text(planned, bar.cost_at_high)});
  }
  page.table(std::move(table));
}

/// "search: 12 designs covered (3 sets of machines x 4 of gear): 2 ruled out by a rule, ...".
std::string search_line(const SearchCount& count) {
  std::string factors = fmt::format("{} sets of machines x {} of gear", count_text(count.machines),
                                    count_text(count.gear));
  if (count.sizes > 1) factors += fmt::format(" x {} sizes", count_text(count.sizes));
  if (count.kinds > 1) factors += fmt::format(" x {} kinds of plant", count_text(count.kinds));
  const std::pair<double, const char*> fates[] = {{count.ruled_out, "ruled out by a rule"},
                                                  {count.too_weak, "too weak in memory or speed"},
                                                  {count.beaten, "beaten in price and power"},
                                                  {count.dearer_gear, "with dearer gear"},
                                                  {count.unfit, "of unfit size"},
                                                  {count.by_bound, "by their cost bound"},
                                                  {count.evaluated, "run through plant years"}};
  std::vector<std::string> parts;
  for (const auto& [number, fate] : fates) {
    if (number > 0) parts.push_back(count_text(number) + " " + fate);
  }
  return fmt::format("search: {} designs covered ({}): {}", count_text(count.covered), factors,
                     fmt::join(parts, ", "));
}

void add_evidence(const Plan& plan, const DesignOutcome* design, Document& page) {
  page.heading("Evidence");
  std::vector<std::string> lines;
  lines.push_back(fmt::format("weather: {}, {} years (grade {})", plan.weather.source,
                              plan.weather.years, letter(plan.weather.grade)));
  for (std::string& line : rate_lines(plan.site)) lines.push_back("rate: " + std::move(line));
  lines.emplace_back(
      "grades: A measured on this device and model, or the maker's own price; B fitted to near "
      "neighbours; C datasheet and physics; D assumption");
  const SearchCount& count = plan.count;
  const auto number = [](double n) { return count_text(n); };
  lines.push_back(search_line(count));
  lines.push_back(
      fmt::format("of these, {} by a bound or a plant year; {} without those of dearer gear",
                  number(count.covered - count.ruled_out), number(count.judged)));
  if (count.gap) {
    lines.push_back(fmt::format("gap: nothing that was not run can be better by more than {}",
                                gap_text(count.gap->share)));
  }
  if (design != nullptr && !design->rules.empty()) {
    std::string rules;
    for (const std::string& rule : design->rules) rules += (rules.empty() ? "" : " ") + rule;
    lines.push_back("rules held to: " + rules);
  }
  page.bullets(std::move(lines));
  if (design != nullptr && !design->notes.empty()) {
    page.heading("Mind");
    page.bullets(design->notes);
  }
}

/// A table a span: side by side the names would not fit.
void add_simulated(const DesignOutcome& design, Document& page) {
  page.heading("Simulated request by request", "shares of what was asked");
  bool any = false;
  for (const SimulatedSpan& span : design.simulated) {
    Table table = simulated_table({span});
    if (table.rows.empty()) continue;
    any = true;
    page.paragraph(table.rows.front().front().text + ":");
    table.columns.erase(table.columns.begin());
    for (std::vector<Cell>& row : table.rows) row.erase(row.begin());
    page.table(std::move(table));
  }
  if (!any) page.paragraph(nothing_simulated, Tone::faint);
}

/// The first device of the design, for the command that shows its record.
std::string device_of(const DesignOutcome& design) {
  if (design.design.compute.groups.empty()) return "";
  const Accelerator* device = design.design.compute.groups.front().accelerator;
  return device == nullptr ? "" : device->id;
}

void add_next(const Plan& plan, const DesignOutcome* design, Document& page) {
  std::vector<std::string> next = {command_text(plan, "check") + " --show-defaults",
                                   command_text(plan, "plan") + " --format json"};
  if (!plan.site.what_if.empty() && plan.what_if.empty()) {
    next.push_back(command_text(plan, "plan") + " --what-if");
  }
  if (design != nullptr && !device_of(*design).empty()) {
    next.push_back("islet catalog show " + device_of(*design));
  }
  page.heading("Next");
  page.commands(std::move(next));
}

void add_design(const Plan& plan, const DesignOutcome& design, Document& page) {
  add_margins(plan, design, page);
  add_bill(design, page);
  add_workloads(design, page);
  add_energy(design, page);
  add_money(plan, design, page);
  add_unit_costs(design, page);
}

void add_infeasible(const Plan& plan, Document& page) {
  if (plan.state == PlanState::out_of_time) {
    page.heading("No design found before the search was stopped");
  } else {
    page.heading("No design meets every requirement");
  }
  if (plan.nearest) {
    page.paragraph("Nearest: " + plan.nearest->title + ", lifetime cost " +
                   text_of(plan.nearest->cost.lifetime) + ".");
  }
  if (!plan.binding.empty()) {
    page.heading("What binds, strongest first");
    page.bullets(plan.binding);
  }
  if (!plan.relaxations.empty()) {
    page.heading("What would be enough, each alone");
    Table table;
    table.columns = {{"key", Align::left, true},
                     {"from", Align::left},
                     {"to", Align::left},
                     {"gives", Align::left, true},
                     {"lifetime USD", Align::right}};
    std::vector<std::string> commands;
    for (const Relaxation& each : plan.relaxations) {
      table.add(
          {each.key, each.from, each.to, each.design, number_text(each.lifetime_cost / dollar)});
      commands.push_back(command_text(plan, "plan", each.key) + " --set " + each.key + "=" +
                         quoted(each.to));
    }
    page.table(std::move(table));
    page.heading("Try");
    page.commands(std::move(commands));
  }
}

/// "tier: tier 2; gate: l4 or t4": each answer on a line of its own.
void add_advice(const std::vector<Answer>& advice, Document& page) {
  if (advice.empty()) return;
  page.heading("By the documents' rules");
  Table table;
  table.show_names = false;
  table.columns = {{"question"}, {"verdict", Align::left, true}, {"rules", Align::left, true}};
  for (const Answer& answer : advice) {
    std::string about;
    for (const AnswerItem& item : answer.items) {
      if (item.name == "device") about = item.text + ": ";
      if (item.name == "missing" && item.text != "none") about = "missing " + item.text + ": ";
    }
    std::string rules;
    for (const std::string& id : answer.rules) rules += (rules.empty() ? "" : " ") + id;
    table.add({answer.question, about + answer.verdict, rules});
  }
  page.table(std::move(table));
}

void add_ledger(const std::vector<LedgerLine>& ledger, Document& page) {
  if (ledger.empty()) return;
  const auto disputed = std::count_if(
      ledger.begin(), ledger.end(), [](const LedgerLine& line) { return !line.disputed.empty(); });
  const auto old = std::count_if(ledger.begin(), ledger.end(),
                                 [](const LedgerLine& line) { return line.is_old; });
  const std::string of_prices =
      old == 0 ? ""
               : fmt::format(" {} {} older than {} months.", old,
                             old == 1 ? "price is" : "prices are", price_months_max);
  page.paragraph(
      fmt::format("It rests on {} assumed, disputed or old figures, {} of them stated otherwise "
                  "somewhere.{} --format json lists each under `ledger`.",
                  ledger.size(), disputed, of_prices));
}

}  // namespace

Document plan_page(const Plan& plan, const PlanNotes& notes) {
  Document page;
  add_header(plan, page);
  add_seen(notes.seen, plan, page);
  const DesignOutcome* design = nullptr;
  if (!plan.designs.empty()) {
    design = &plan.designs.front();
    page.heading("Recommended: " + design->title);
    add_key_figures(plan, *design, page);
    add_design(plan, *design, page);
  } else {
    add_infeasible(plan, page);
    if (plan.nearest) {
      design = &*plan.nearest;
      page.heading("The nearest design: " + design->title);
      add_key_figures(plan, *design, page);
      add_design(plan, *design, page);
    }
  }
  if (design != nullptr && !design->simulated.empty()) {
    add_simulated(*design, page);
    for (const std::string& each : design->simulated_short) {
      page.paragraph("Falls short request by request: " + each + ".", Tone::caution);
    }
  }
  add_runners_up(plan, page);
  add_alternatives(plan, page);
  add_tornado(plan, page);
  add_next_steps(plan, page);
  add_pareto(plan, page);
  add_what_if_cases(plan, page);
  add_map(plan.map, page);
  add_have(plan, page);
  add_ruled_out(plan, page);
  add_advice(notes.advice, page);
  add_evidence(plan, design, page);
  add_ledger(notes.ledger, page);
  add_next(plan, design, page);
  return page;
}

}  // namespace islet
