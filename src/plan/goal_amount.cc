#include "plan/goal_amount.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"
#include "plan/machine_rules.h"

namespace islet {
namespace {

constexpr double kwh_per_litre = 10.0;

struct GoalText {
  std::string_view unit, words;
};

GoalText text_for(Objective objective) {
  switch (objective) {
    case Objective::lifetime_cost:
      return {"USD", "over the life"};
    case Objective::purchase_cost:
      return {"USD", "to buy"};
    case Objective::energy:
      return {"kWh/year", "bought energy"};
    case Objective::fuel:
      return {"L/year", "fuel"};
    case Objective::mass:
      return {"kg", "mass"};
  }
  CHECK(false);
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
  Estimate<double> out{at([](const auto& each) { return each.value; }),
                       at([](const auto& each) { return each.low; }),
                       at([](const auto& each) { return each.high; }),
                       0.9,
                       Grade::d,
                       {}};
  const auto resting_on = [&](const auto& figure) {
    out.grade = figure.grade;
    out.source = figure.source;
    return out;
  };
  switch (objective) {
    case Objective::lifetime_cost:
      return resting_on(cost.lifetime);
    case Objective::purchase_cost:
      return resting_on(cost.purchase);
    case Objective::energy:
      out = resting_on(energy.fuel);
      out.grade = weaker(energy.grid.grade, energy.fuel.grade);
      return out;
    case Objective::fuel:
      return resting_on(energy.fuel);
    case Objective::mass:
      return resting_on(design.mass);
  }
  CHECK(false);
}

bool is_money(Objective objective) {
  return objective == Objective::lifetime_cost || objective == Objective::purchase_cost;
}

std::string_view goal_unit(Objective objective) { return text_for(objective).unit; }

std::string_view goal_words(Objective objective) { return text_for(objective).words; }

std::string goal_column(Objective objective) {
  if (objective == Objective::lifetime_cost) return "lifetime USD";
  return fmt::format("{}, {}", goal_words(objective), goal_unit(objective));
}

std::string more_of_goal_text(Objective objective, double first, double other) {
  const double more = other - first;
  const double least_told = 1e-4 * std::max(1.0, std::abs(first));
  if (std::abs(more) < least_told) return fmt::format("as much {}", goal_words(objective));
  return fmt::format("{} {} {} {}", significant(std::abs(more)), goal_unit(objective),
                     more > 0 ? "more" : "less", goal_words(objective));
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
