#include "plan/goal_amount.h"

#include "base/check.h"
#include "plan/machine_rules.h"

namespace islet {
namespace {

constexpr double kwh_per_litre = 10.0;

Estimate<double> in_unit(double value, double low, double high, Grade grade,
                         const std::string& source) {
  return {value, low, high, 0.9, grade, source};
}

}  // namespace

double goal_amount(Objective objective, const MinimisedFigures& figures) {
  switch (objective) {
    case Objective::lifetime_cost:
      return figures.lifetime / dollar;
    case Objective::purchase_cost:
      return figures.purchase / dollar;
    case Objective::energy:
      return figures.grid / kilowatt_hour + figures.fuel / litre * kwh_per_litre;
    case Objective::fuel:
      return figures.fuel / litre;
    case Objective::mass:
      return figures.mass / kilogram;
  }
  CHECK(false);
}

Estimate<double> goal_estimate(Objective objective, const DesignOutcome& design, Mass mass) {
  const CostSummary& cost = design.cost;
  const EnergySummary& energy = design.energy;
  const auto at = [&](const auto& end) {
    return goal_amount(objective, {end(cost.lifetime), end(cost.purchase), end(energy.grid),
                                   end(energy.fuel), mass});
  };
  const double value = at([](const auto& each) { return each.value; });
  const double low = at([](const auto& each) { return each.low; });
  const double high = at([](const auto& each) { return each.high; });
  switch (objective) {
    case Objective::lifetime_cost:
      return in_unit(value, low, high, cost.lifetime.grade, cost.lifetime.source);
    case Objective::purchase_cost:
      return in_unit(value, low, high, cost.purchase.grade, cost.purchase.source);
    case Objective::energy:
      return in_unit(value, low, high, weaker(energy.grid.grade, energy.fuel.grade),
                     energy.fuel.source);
    case Objective::fuel:
      return in_unit(value, low, high, energy.fuel.grade, energy.fuel.source);
    case Objective::mass:
      return in_unit(value, low, high, design.mass.grade, design.mass.source);
  }
  CHECK(false);
}

std::string_view goal_unit(Objective objective) {
  switch (objective) {
    case Objective::lifetime_cost:
    case Objective::purchase_cost:
      return "USD";
    case Objective::energy:
      return "kWh/year";
    case Objective::fuel:
      return "L/year";
    case Objective::mass:
      return "kg";
  }
  CHECK(false);
}

std::string_view goal_words(Objective objective) {
  switch (objective) {
    case Objective::lifetime_cost:
      return "over the life";
    case Objective::purchase_cost:
      return "to buy";
    case Objective::energy:
      return "bought energy";
    case Objective::fuel:
      return "fuel";
    case Objective::mass:
      return "mass";
  }
  CHECK(false);
}

std::string goal_column(Objective objective) {
  switch (objective) {
    case Objective::lifetime_cost:
      return "lifetime USD";
    case Objective::purchase_cost:
      return "to buy, USD";
    case Objective::energy:
    case Objective::fuel:
    case Objective::mass:
      break;
  }
  return std::string(goal_words(objective)) + ", " + std::string(goal_unit(objective));
}

Mass carried_mass(const Design& design) {
  const PowerDesign& power = design.power;
  Mass mass = machine_mass(design.compute);
  if (power.ups != nullptr) mass += static_cast<double>(power.upses) * power.ups->mass;
  if (power.battery != nullptr) {
    mass += power.storage / power.battery->capacity * power.battery->mass.typical;
  }
  if (power.module != nullptr) mass += power.panels / power.module->rated * power.module->mass;
  return mass;
}

}  // namespace islet
