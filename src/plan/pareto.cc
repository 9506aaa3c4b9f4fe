#include "plan/pareto.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "plan/outcome.h"
#include "plan/side_by_side.h"

namespace islet {
namespace {

constexpr double alike = 1e-3;

/// What is compared, small is good.
std::array<double, 5> measures_of(const ParetoPoint& point) {
  return {point.lifetime / dollar, point.energy / kilowatt_hour, 1 - point.least_served,
          -(point.ride_through / hour), point.mass / kilogram};
}

Mass mass_of(const Design& design) {
  const PowerDesign& power = design.power;
  Mass mass = machine_mass(design.compute);
  if (power.battery != nullptr) {
    mass += power.storage / power.battery->capacity * power.battery->mass.typical;
  }
  if (power.module != nullptr) mass += power.panels / power.module->rated * power.module->mass;
  return mass;
}

ParetoPoint point_of(const PlanContext& context, const PreparedMachines& machines,
                     const SizedDesign& design) {
  ParetoPoint out;
  out.title = title_of(design.design);
  out.lifetime = design.lifetime;
  out.purchase = design.purchase;
  out.energy = design.use.used;
  out.fuel = design.use.fuel;
  out.least_served = 1;
  for (const Requirement& each : design.requirements) {
    if (each.what == "served") out.least_served = std::min(out.least_served, each.found.value);
  }
  out.ride_through = design.ride_through > Duration() ? design.ride_through
                                                      : ride_through_of(context, machines, design);
  out.mass = mass_of(design.design);
  return out;
}

/// Adds `point` where nothing beats it, and drops what it beats.
void add_to(std::vector<ParetoPoint>& front, ParetoPoint point) {
  for (const ParetoPoint& each : front) {
    if (beats(each, point) || measures_of(each) == measures_of(point)) return;
  }
  std::erase_if(front, [&](const ParetoPoint& each) { return beats(point, each); });
  front.push_back(std::move(point));
}

std::vector<ParetoPoint> front_of(const PlanContext& context, const PreparedMachines& machines,
                                  const SizeGrid& grid) {
  std::vector<ParetoPoint> front;
  const double wanted = context.site.goals.confidence;
  for (const Power panels : grid.panels) {
    for (const Energy storage : grid.storage) {
      const SizedDesign design = sized(context, machines, grid.with(panels, storage));
      if (design.violation > 0) continue;
      ParetoPoint point = point_of(context, machines, design);
      const bool beaten = std::any_of(front.begin(), front.end(),
                                      [&](const ParetoPoint& each) { return beats(each, point); });
      if (beaten || confidence_of(context, machines, design, wanted) < wanted - 1e-9) continue;
      add_to(front, std::move(point));
    }
  }
  return front;
}

}  // namespace

bool beats(const ParetoPoint& a, const ParetoPoint& b) {
  const auto left = measures_of(a);
  const auto right = measures_of(b);
  bool better = false;
  for (std::size_t index = 0; index < left.size(); ++index) {
    const double room = alike * std::max(std::abs(left[index]), std::abs(right[index]));
    if (left[index] > right[index] + room) return false;
    better |= left[index] < right[index] - room;
  }
  return better;
}

std::vector<ParetoPoint> pareto_set(const PlanContext& context,
                                    const std::vector<PreparedMachines>& machines,
                                    const PlanOptions& options) {
  const SizeGrid grid = size_grid(context.site, context.catalog);
  std::vector<std::vector<ParetoPoint>> fronts(machines.size());
  side_by_side(machines.size(), options.jobs, [&](std::size_t index) {
    if (options.stop_asked && options.stop_asked()) return;
    if (machines[index].gear.objection || machines[index].is_variant) return;
    fronts[index] = front_of(context, machines[index], grid);
  });
  std::vector<ParetoPoint> front;
  for (std::vector<ParetoPoint>& each : fronts) {
    for (ParetoPoint& point : each) add_to(front, std::move(point));
  }
  std::stable_sort(front.begin(), front.end(), [](const ParetoPoint& a, const ParetoPoint& b) {
    return a.lifetime < b.lifetime;
  });
  if (front.size() <= pareto_max) return front;
  std::vector<ParetoPoint> thinned;
  for (std::size_t index = 0; index < pareto_max; ++index) {
    thinned.push_back(front[index * (front.size() - 1) / (pareto_max - 1)]);
  }
  return thinned;
}

}  // namespace islet
