#include "plan/trace_design.h"

#include <algorithm>
#include <cmath>

#include "energy/battery.h"
#include "plan/demand.h"
#include "plan/survival_curve.h"

namespace islet {
namespace {

constexpr int days_per_year = hours_per_year / 24;

std::vector<LoadShape> load_shapes(const SiteLoads& loads, const PlantYear& run) {
  std::vector<LoadShape> out;
  for (std::size_t index = 0; index < loads.loads.size(); ++index) {
    const Load& load = loads.loads[index];
    LoadShape shape;
    shape.name = load.name;
    shape.workload = loads.workload[index];
    shape.importance = load.importance;
    shape.in_enclosure = load.heats_enclosure;
    shape.served = run.loads[index].served;
    for (std::size_t at = 0; at < load.demand.size(); ++at) {
      shape.demand_by_hour[at % 24] += load.demand[at] / days_per_year;
    }
    out.push_back(std::move(shape));
  }
  return out;
}

/// What the loads asked for in an hour beyond what they got, as that hour's shortfall: a policy
/// that refuses a load leaves none in its flows. Cooling is not asked for, so what it draws hides
/// as much of what was refused.
void count_refused(PlantTrace& trace) {
  constexpr Energy told_from = 0.1 * watt_hour;
  for (std::size_t at = 0; at < trace.flows.size(); ++at) {
    Power asked;
    for (const std::vector<Power>& load : trace.asked) asked += load[at];
    StepFlows& flows = trace.flows[at];
    const Energy refused = asked * hour - flows.load;
    if (refused > told_from) flows.shortfall = std::max(flows.shortfall, refused);
  }
}

std::vector<DayFlows> day_flows(const std::vector<StepFlows>& hours) {
  std::vector<DayFlows> out(days_per_year);
  for (std::size_t at = 0; at < hours.size(); ++at) {
    DayFlows& day_sum = out[at / 24];
    day_sum.used += hours[at].load;
    day_sum.unserved += hours[at].shortfall;
    day_sum.panels += hours[at].panels;
    day_sum.curtailed += hours[at].curtailed;
    day_sum.generator += hours[at].generator;
    day_sum.grid += hours[at].grid;
  }
  return out;
}

/// Extremes and means by month; nothing for a site without weather.
std::array<MonthOfAir, months_per_year> months_of_air(const std::vector<Temperature>& air) {
  std::array<MonthOfAir, months_per_year> out{};
  std::size_t at = 0;
  for (int index = 0; index < months_per_year; ++index) {
    const auto count = std::size_t{24} * static_cast<std::size_t>(days_in_month(index));
    if (at + count > air.size()) break;
    MonthOfAir& month = out[static_cast<std::size_t>(index)];
    const auto begin = air.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(count);
    const auto [low, high] = std::minmax_element(begin, end);
    double celsius_sum = 0;
    for (auto each = begin; each != end; ++each) celsius_sum += each->in_celsius();
    month = {*low, celsius(celsius_sum / static_cast<double>(count)), *high};
    at += count;
  }
  return out;
}

/// At the start and at the end of each year of the life, what stands there already and what is new
/// together; either is replaced as soon as it is worn out.
std::vector<double> health_by_year(const Site& site, const PowerDesign& power,
                                   double cycles_per_year) {
  std::vector<double> out;
  if (power.battery == nullptr || !site.power.battery || power.storage <= Energy()) return out;
  const Duration lasts = battery_life(*power.battery, cycles_per_year);
  if (lasts <= Duration()) return out;
  const auto health = [&](Duration age) {
    const Duration since_new = lasts * std::fmod(age / lasts, 1.0);
    return battery_health(*power.battery, since_new, cycles_per_year * (since_new / year));
  };
  const double fresh = power.storage_bought / power.storage;
  for (Duration at; at < site.money.life + year / 2; at += year) {
    out.push_back(fresh * health(at) + (1 - fresh) * health(at + site.power.battery->age));
  }
  return out;
}

}  // namespace

DesignTrace trace_design(const PlanContext& context, const PreparedMachines& machines,
                         const SizedDesign& design) {
  const SkyYear& sky = context.weather.years.front();
  PlantTrace trace;
  const PlantYear run = traced_year(context, design, machines.loads, trace);
  count_refused(trace);
  DesignTrace out;
  TracedYear& traced = out.year;
  traced.total = run.total;
  traced.cooling = run.cooling;
  traced.loads = load_shapes(machines.loads, run);
  traced.days = day_flows(trace.flows);
  traced.charge = trace.charge;
  traced.worst_fortnight_day = std::clamp(run.worst_fortnight_day, 0, days_per_year - 14);
  const auto from = trace.flows.begin() + std::ptrdiff_t{24} * traced.worst_fortnight_day;
  traced.worst_fortnight.assign(from, from + fortnight_hours);
  traced.air = months_of_air(sky.air);
  for (std::size_t index = 0; index < months_per_year; ++index) {
    traced.fuel[index] = run.months[index].fuel;
  }
  traced.hottest_inside = run.hottest_inside;
  traced.too_hot = run.too_hot;
  traced.generator_starts = run.generator_starts;
  traced.generator_time = run.generator_time;
  traced.deliveries = run.deliveries;
  traced.tank_ran_dry = run.tank_ran_dry;
  if (design.design.power.cooler != nullptr || design.design.power.enclosure != nullptr) {
    for (const Temperature each : trace.inside) traced.inside_c.push_back(each.in_celsius());
  }
  for (std::size_t at = 23; at < trace.tank.size(); at += 24) traced.tank.push_back(trace.tank[at]);
  const Plant plant = year_plant(context, design, machines.loads.need);
  traced.survival = survival_curves({plant, machines.loads, run, trace, sky});
  traced.battery_health = health_by_year(context.site, design.design.power, run.battery_cycles);
  for (std::size_t index = 0; index < context.site.workloads.size(); ++index) {
    const Workload& workload = context.site.workloads[index];
    if (workload.kind == WorkloadKind::transfer) continue;
    out.weeks.push_back({static_cast<int>(index), demand_of(workload).rate});
  }
  return out;
}

}  // namespace islet
