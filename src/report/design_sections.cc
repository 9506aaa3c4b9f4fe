#include "report/design_sections.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "plan/bill.h"
#include "report/figure_text.h"
#include "report/verdict.h"

namespace islet {
namespace {

std::string grade_text(Grade grade) { return std::string(1, letter(grade)); }

/// A line of a table of figures: name, value, range, grade.
template <class Q>
std::vector<Cell> figure_row(std::string name, const Estimate<Q>& estimate) {
  return {std::move(name), text_of(estimate.value), range_of(estimate), grade_text(estimate.grade)};
}

Table figure_table(std::string name, std::string value) {
  Table table;
  table.columns = {{std::move(name), Align::left, true},
                   {std::move(value), Align::right},
                   {"range (90 %)", Align::right},
                   {"grade", Align::left}};
  return table;
}

const char* unit_of_work(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::video:
      return "frame";
    case WorkloadKind::signal:
      return "window";
    case WorkloadKind::batch:
      return "item";
    case WorkloadKind::chat:
    case WorkloadKind::speech:
    case WorkloadKind::requests:
    case WorkloadKind::transfer:
      break;
  }
  return "request";
}

/// A cost is given for 1, a thousand or a million, so that it reads without an exponent.
double count_for(Money each) {
  if (each >= 1e-3 * dollar) return 1;
  return each >= 1e-6 * dollar ? 1e3 : 1e6;
}

std::string units_text(double count, const std::string& unit) {
  if (count < 1e3) return unit;
  return (count < 1e6 ? "1000 " : "million ") + unit + "s";
}

std::string busy_text(double share) {
  return share > 0 && share < 0.001 ? "< 0.1 %" : share_text(share);
}

/// Those of one subject together, workloads before the site.
std::vector<Requirement> by_subject(const DesignOutcome& design) {
  std::vector<Requirement> out;
  const auto take = [&](const std::string& subject) {
    for (const Requirement& each : design.requirements) {
      if (each.subject == subject) out.push_back(each);
    }
  };
  for (const WorkloadOutcome& workload : design.workloads) take(workload.name);
  for (const Requirement& each : design.requirements) {
    const bool is_workload =
        std::any_of(design.workloads.begin(), design.workloads.end(),
                    [&](const WorkloadOutcome& workload) { return workload.name == each.subject; });
    if (!is_workload) out.push_back(each);
  }
  return out;
}

Estimate<Energy> a_day(const Estimate<Energy>& of_a_year) { return scaled(of_a_year, day / year); }

std::vector<Cell> energy_row(std::string name, const Estimate<Energy>& of_a_year) {
  const Estimate<Energy> daily = a_day(of_a_year);
  const auto kwh = [](Energy energy) { return number_text(energy / kilowatt_hour); };
  const std::string low = kwh(daily.low);
  const std::string high = kwh(daily.high);
  return {std::move(name), kwh(daily.value), low == high ? "" : low + " .. " + high,
          grade_text(daily.grade)};
}

/// Kilowatt-hours a day in each month, for the sources that the design has.
Table month_table(const EnergySummary& energy) {
  constexpr const char* names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  using Month = EnergySummary::Month;
  constexpr std::pair<const char*, Energy Month::*> rows[] = {{"used", &Month::used},
                                                              {"panels", &Month::panels},
                                                              {"generator", &Month::generator},
                                                              {"grid", &Month::grid},
                                                              {"unserved", &Month::unserved}};
  Table table;
  table.columns.push_back({"kWh/day"});
  for (const char* name : names) table.columns.push_back({name, Align::right});
  for (const auto& [name, part] : rows) {
    std::vector<Cell> row = {name};
    bool any = false;
    for (int index = 0; index < months_per_year; ++index) {
      const Energy in_month = energy.months[static_cast<std::size_t>(index)].*part;
      const double daily = in_month / kilowatt_hour / days_in_month(index);
      any |= daily >= 0.05;
      row.emplace_back(daily < 0.05 ? "0" : fmt::format("{:.{}f}", daily, daily < 9.95 ? 1 : 0));
    }
    if (any) table.add(std::move(row));
  }
  return table;
}

}  // namespace

std::string room_text(const Requirement& requirement) {
  constexpr double told_most = 9.995;
  if (requirement.slack > told_most) return "> 10 x";
  if (requirement.slack < -told_most) return "< -10 x";
  return fmt::format("{:+.0f} %", 100 * requirement.slack);
}

void add_key_figures(const Plan& plan, const DesignOutcome& design, Document& page) {
  Table table = figure_table("", "");
  table.show_names = false;
  table.add(figure_row("Lifetime cost", design.cost.lifetime));
  table.add(figure_row("  of which bought at the start", design.cost.purchase));
  table.add(figure_row("Mean draw", design.energy.mean_power));
  if (design.energy.ride_through.value > Duration()) {
    table.add(figure_row(design.design.power.ups == nullptr
                             ? "Ride-through, safety work on the battery"
                             : "Ride-through, safety work on battery and UPS",
                         design.energy.ride_through));
  }
  page.table(std::move(table));
  page.paragraph(fmt::format("All requirements hold in {} of {} weather years (wanted: {}).",
                             share_text(design.confidence), plan.weather.years,
                             share_text(plan.site.goals.confidence)));
  if (design.joint_odds) {
    page.paragraph(fmt::format(
        "With sun, draw and speed drawn from their ranges as well, they hold in {} of the draws.",
        share_text(*design.joint_odds)));
  }
}

void add_bill(const DesignOutcome& design, Document& page) {
  page.heading("What to buy", "USD");
  Table table;
  table.columns = {{"item", Align::left, true},    {"number", Align::right},
                   {"unit", Align::left},          {"cost", Align::right},
                   {"range (90 %)", Align::right}, {"grade", Align::left}};
  for (const BillItem& item : design.bill) {
    const bool is_share = item.unit == share_unit;
    table.add({item.what, is_share ? share_text(item.count) : number_text(item.count), item.unit,
               number_text(item.cost.value / dollar), range_of(item.cost),
               grade_text(item.cost.grade)});
  }
  table.add({{"together", Tone::strong},
             "",
             "",
             {number_text(design.cost.purchase.value / dollar), Tone::strong},
             range_of(design.cost.purchase),
             grade_text(design.cost.purchase.grade)});
  page.table(std::move(table));
}

void add_workloads(const DesignOutcome& design, Document& page) {
  page.heading("Workloads", "from arrival to result, busiest hour");
  Table table;
  table.columns = {{"workload", Align::left, true}, {"runs as", Align::left, true},
                   {"P50", Align::right},           {"P99", Align::right},
                   {"range (90 %)", Align::right},  {"busy", Align::right},
                   {"grade", Align::left}};
  for (const WorkloadOutcome& workload : design.workloads) {
    if (workload.group < 0) {
      table.add({workload.name, runs_as(workload)});
      continue;
    }
    table.add({workload.name, runs_as(workload), text_of(workload.p50.value),
               text_of(workload.p99.value), range_of(workload.p99), busy_text(workload.busy_share),
               grade_text(workload.p99.grade)});
  }
  page.table(std::move(table));
  std::vector<std::string> notes;
  for (const WorkloadOutcome& workload : design.workloads) {
    if (workload.degraded < 0.0005) continue;
    notes.push_back(fmt::format("{} works at a lower step of when_short for {} of its time",
                                workload.name, share_text(workload.degraded)));
  }
  for (std::size_t index = 0; index < design.memory.size(); ++index) {
    const GroupMemory& memory = design.memory[index];
    const ComputeGroup& group = design.design.compute.groups[index];
    if (memory.usable == Bytes()) continue;  // streams its weights from the host's memory
    const Bytes used = memory.weights + memory.cache + memory.work_space;
    const std::string cache =
        memory.cache > Bytes() ? ", cache " + text_of(memory.cache) : std::string();
    notes.push_back(fmt::format("memory of one {}: {} of {} used (weights {}{}, work {})",
                                group.accelerator == nullptr ? "device" : group.accelerator->name,
                                text_of(used), text_of(memory.usable), text_of(memory.weights),
                                cache, text_of(memory.work_space)));
  }
  page.bullets(std::move(notes));
}

void add_margins(const Plan& plan, const DesignOutcome& design, Document& page) {
  if (design.requirements.empty()) return;
  page.heading("Margins", "room as a share of what was wanted");
  Table table;
  table.columns = {{""},
                   {"", Align::left, true},
                   {"wanted", Align::left},
                   {"found", Align::right},
                   {"", Align::left},
                   {"room", Align::right}};
  std::string subject;
  for (const Requirement& each : by_subject(design)) {
    // Panels, battery and generator are not in that mass.
    const std::string what = each.key == "hardware.mass" ? "mass of machines" : each.what;
    table.add({each.subject == subject ? "" : each.subject, what, wanted_text(each),
               measure_text(each.measure, each.found.value), verdict_on(each), room_text(each)});
    subject = each.subject;
  }
  page.table(std::move(table));
  for (std::string& each : verdict_meanings(design.requirements)) {
    page.paragraph(std::move(each), Tone::faint);
  }
  if (std::string text = failures_text(design, plan.site.given); !text.empty()) {
    page.paragraph(std::move(text));
  }
  if (!plan.tightest.empty() && design.feasible) page.paragraph("Tightest: " + plan.tightest + ".");
}

void add_unit_costs(const DesignOutcome& design, Document& page) {
  Table table;
  table.columns = {{"workload", Align::left, true},
                   {"for each", Align::left},
                   {"energy", Align::right},
                   {"cost", Align::right},
                   {"range (90 %)", Align::right}};
  for (const WorkloadOutcome& workload : design.workloads) {
    if (workload.units_per_year <= 0 || workload.group < 0) continue;
    const double count = count_for(workload.cost_per_unit.value);
    const Estimate<Money> cost = scaled(workload.cost_per_unit, count);
    table.add({workload.name, units_text(count, unit_of_work(workload.kind)),
               text_of(workload.energy_per_unit.value * count), text_of(cost.value),
               range_of(cost)});
    if (!workload.cost_per_million_tokens) continue;
    const double millions = workload.tokens_per_year / workload.units_per_year / 1e6;
    const Estimate<Money>& tokens = *workload.cost_per_million_tokens;
    table.add({"", "million tokens",
               millions > 0 ? text_of(workload.energy_per_unit.value / millions) : "",
               text_of(tokens.value), range_of(tokens)});
  }
  if (table.rows.empty()) return;
  page.heading("Energy and cost of the work", "its share of everything, idle included");
  page.table(std::move(table));
}

void add_energy(const DesignOutcome& design, Document& page) {
  const EnergySummary& energy = design.energy;
  page.heading("Energy", "kWh/day, mean over the weather years");
  Table table = figure_table("", "kWh/day");
  table.add(energy_row("used by everything on the site", energy.used));
  const auto add_if_any = [&](const char* name, const Estimate<Energy>& of_a_year) {
    // Rounding leaves a rest of what is nothing.
    if (of_a_year.high > 1 * watt_hour) table.add(energy_row(name, of_a_year));
  };
  add_if_any("  of which cooling", energy.cooling);
  add_if_any("from panels", energy.panels);
  add_if_any("from the generator", energy.generator);
  add_if_any("from the grid or feed", energy.grid);
  add_if_any("lost in battery and electronics", energy.losses);
  add_if_any("sun without use", energy.curtailed);
  add_if_any("asked for and not served", energy.unserved);
  page.table(std::move(table));

  std::vector<std::string> notes;
  if (energy.renewable.value > 0) {
    notes.push_back("renewable: " + share_text(energy.renewable.value));
  }
  if (energy.generator_time.high > Duration()) {
    notes.push_back(energy.generator_time.value > Duration()
                        ? fmt::format("generator: runs {} h/year in {} starts, {} of fuel a year",
                                      number_text(energy.generator_time.value / hour),
                                      number_text(energy.generator_starts), text_of(energy.fuel))
                        : fmt::format("generator: stands by; {} of fuel a year at most",
                                      text_of(energy.fuel.high)));
  }
  if (design.design.power.storage > Energy()) {
    notes.push_back(fmt::format("battery: {} full cycles a year, lowest charge {}",
                                number_text(energy.battery_cycles.value),
                                share_text(energy.lowest_charge)));
  }
  page.bullets(std::move(notes));
  Table months = month_table(energy);
  if (!months.rows.empty()) page.table(std::move(months));
}

void add_money(const Plan& plan, const DesignOutcome& design, Document& page) {
  const CostSummary& cost = design.cost;
  page.heading("Money",
               fmt::format("present value over {}, {} a year", text_of(plan.site.money.life),
                           share_text(plan.site.money.discount)));
  Table table = figure_table("", "USD");
  const auto add = [&](std::string name, const Estimate<Money>& money) {
    if (money.value == Money() && money.high == Money()) return;
    std::vector<Cell> row = figure_row(std::move(name), money);
    row[1] = number_text(money.value / dollar);
    table.add(std::move(row));
  };
  add("bought at the start", cost.purchase);
  add("replacements", cost.replacement);
  add("maintenance and visits", cost.operation);
  add("fuel and grid energy", cost.fuel);
  add("link", cost.link);
  add("work that was missed", cost.missed_work);
  Estimate<Money> salvage = cost.salvage;
  std::swap(salvage.low, salvage.high);
  add("rest value, taken off", scaled(salvage, -1.0));
  std::vector<Cell> total = figure_row("lifetime cost", cost.lifetime);
  total[0].tone = Tone::strong;
  total[1] = Cell(number_text(cost.lifetime.value / dollar), Tone::strong);
  table.add(std::move(total));
  page.table(std::move(table));
  if (cost.energy_per_kwh.value > Money()) {
    page.paragraph("Energy costs " + text_of(cost.energy_per_kwh) + " for each kWh used.");
  }
}

}  // namespace islet
