// A generator set on its own, at its place: what it gives, burns and costs to keep.
#pragma once

#include <vector>

#include "base/quantity.h"
#include "catalog/gear.h"
#include "energy/generator.h"

namespace islet {

/// Where it stands and how long it runs.
struct GeneratorDuty {
  Power rated;  ///< on the nameplate; the record's fuel line is taken in proportion
  Length altitude = Length();
  Temperature intake = celsius(25);
  Duration running = Duration();  ///< a year
  int cranks = 3;
};

struct SheetFuel {
  double load = 0;  ///< of what it gives at its place
  Power output;
  FuelFlow flow;
};

struct GeneratorSheet {
  Generator set;  ///< at its place
  double rating_left = 1;
  std::vector<SheetFuel> fuel;  ///< at 0, 10, ... 100 % of its load
  double services = 0;          ///< a year
  double overhauls = 0;         ///< a year
  Duration to_overhaul;         ///< from new, at this duty; 0: never
  Money upkeep;                 ///< a year, overhauls in proportion
  double start_chance = 1;      ///< within the cranks
};

/// The set at its place; `duty.rated` above 0.
GeneratorSheet generator_sheet(const GeneratorSet& record, const GeneratorDuty& duty);

/// The smallest set of that fuel whose rating reaches `wanted`, else the largest; nullptr when the
/// catalogue has none of the fuel.
const GeneratorSet* set_of_size(const std::vector<GeneratorSet>& sets, const std::string& fuel,
                                Power wanted);

}  // namespace islet
