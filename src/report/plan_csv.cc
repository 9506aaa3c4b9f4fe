#include "report/plan_csv.h"

#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "plan/goal_amount.h"
#include "report/pareto_page.h"
#include "report/table.h"
#include "report/what_if_page.h"

namespace islet {
namespace {

/// Shortest text that reads back as the same number.
std::string full(double number) { return std::isfinite(number) ? fmt::format("{}", number) : ""; }

/// Collects the columns of one design; every design of a plan gives the same names.
struct CsvRow {
  std::vector<Column> names;
  std::vector<Cell> cells;

  void add(std::string name, std::string text) {
    names.push_back({std::move(name)});
    cells.emplace_back(std::move(text));
  }
  void add(std::string name, double number) { add(std::move(name), full(number)); }
  template <class Q>
  void add(const std::string& name, std::string_view unit, const Estimate<Q>& estimate, Q size) {
    add(fmt::format("{} [{}]", name, unit), estimate.value / size);
    add(fmt::format("{} low [{}]", name, unit), estimate.low / size);
    add(fmt::format("{} high [{}]", name, unit), estimate.high / size);
  }
};

void add_power(const DesignOutcome& design, CsvRow& row) {
  const PowerDesign& power = design.design.power;
  row.add("panels [kWp]", power.panels / kilowatt);
  row.add("battery [kWh]", power.storage / kilowatt_hour);
  row.add("generator [kW]", power.generator == nullptr ? 0.0 : power.generator->rated / kilowatt);
  const EnergySummary& energy = design.energy;
  row.add("energy used", "kWh/year", energy.used, kilowatt_hour);
  row.add("from panels", "kWh/year", energy.panels, kilowatt_hour);
  row.add("from generator", "kWh/year", energy.generator, kilowatt_hour);
  row.add("from grid", "kWh/year", energy.grid, kilowatt_hour);
  row.add("unserved", "kWh/year", energy.unserved, kilowatt_hour);
  row.add("fuel", "L/year", energy.fuel, litre);
  row.add("generator time", "h/year", energy.generator_time, hour);
  row.add("renewable", "share", energy.renewable, 1.0);
  row.add("mean power", "W", energy.mean_power, watt);
  row.add("ride-through", "h", energy.ride_through, hour);
}

CsvRow design_row(std::size_t rank, const DesignOutcome& design, Objective minimised) {
  CsvRow row;
  row.add("rank", std::to_string(rank));
  row.add("design", design.title);
  row.add("feasible", design.feasible ? "yes" : "no");
  row.add("confidence [share]", design.confidence);
  row.add("minimised", goal_unit(minimised), design.minimised, 1.0);
  row.add("lifetime cost", "USD", design.cost.lifetime, dollar);
  row.add("purchase", "USD", design.cost.purchase, dollar);
  add_power(design, row);
  for (const WorkloadOutcome& workload : design.workloads) {
    row.add(workload.name + " served [share]", workload.served.value);
    row.add(workload.name + " latency p50 [s]",
            workload.group < 0 ? "" : full(workload.p50.value / second));
    row.add(workload.name + " latency p99 [s]",
            workload.group < 0 ? "" : full(workload.p99.value / second));
  }
  row.add("lost by", design.lost_by);
  return row;
}

}  // namespace

std::string plan_csv(const Plan& plan) {
  if (!plan.pareto.empty()) return csv_of(pareto_csv_rows(plan.pareto));
  if (!plan.what_if.empty()) return csv_of(what_if_rows(plan));
  Table table;
  const auto take = [&](std::size_t rank, const DesignOutcome& design) {
    CsvRow row = design_row(rank, design, plan.site.goals.minimise);
    table.columns = std::move(row.names);
    table.add(std::move(row.cells));
  };
  for (std::size_t index = 0; index < plan.designs.size(); ++index) {
    take(index + 1, plan.designs[index]);
  }
  if (plan.designs.empty() && plan.nearest) take(0, *plan.nearest);
  return table.columns.empty() ? "" : csv_of(table);
}

}  // namespace islet
