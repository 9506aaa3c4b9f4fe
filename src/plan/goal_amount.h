// What `goals.minimise` asks to be small: how much of it a design takes, and in which unit.
#pragma once

#include <string>
#include <string_view>

#include "plan/plan.h"

namespace islet {

/// What one design takes of each thing that can be asked to be small; a year's energy and fuel.
struct MinimisedFigures {
  Money lifetime, purchase;
  Energy grid;
  Volume fuel;
  Mass mass;
};

/// How much a design takes, in the unit of `goal_unit`, at least 0.
///
///     energy = grid + fuel * 10 kWh/L
///
/// Valid for   liquid fuels, whose heat is 9 to 11 kWh a litre
/// Leaves out  energy of the sun and of wind, which nobody pays for
/// Source      diesel 10.0 kWh/L, lower heating value (EN 590)
double goal_amount(Objective objective, const MinimisedFigures& figures);

/// The same of a design over its weather years, with its range and grade. `mass` is all that is
/// carried.
Estimate<double> goal_estimate(Objective objective, const DesignOutcome& design, Mass mass);

bool is_money(Objective objective);

/// "USD", "kWh/year", "L/year", "kg".
std::string_view goal_unit(Objective objective);

/// Words behind a difference: "over the life", "to buy", "bought energy", "fuel", "mass".
std::string_view goal_words(Objective objective);

/// Heads a column of amounts: "lifetime USD", "to buy, USD", "bought energy, kWh/year".
std::string goal_column(Objective objective);

/// What `other` takes beyond `first`, both in the goal's unit: "28.4 USD more to buy", "12 L/year
/// less fuel", "as much to buy".
std::string more_of_goal_text(Objective objective, double first, double other);

/// Mass of machines, UPS, storage and panels, typical ones of their records.
Mass carried_mass(const Design& design);

}  // namespace islet
