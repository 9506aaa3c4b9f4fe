// The years of a plant whose battery and panels age: each year runs with what is left, wears the
// battery by the cycles it made, and replaces it when it is worn out.
#pragma once

#include <vector>

#include "base/quantity.h"
#include "energy/battery_ageing.h"
#include "energy/priority_year.h"

namespace islet {

struct LifeTerms {
  int years = 20;
  double sun_fade = 0.005;          ///< a year, of the rating
  Temperature cells = celsius(25);  ///< of the battery, on average
  bool replaces = true;             ///< the battery, when it is worn out
};

struct LifeYear {
  PriorityYear sums;
  double battery_left = 1;  ///< share of the new capacity, at the start
  double cycles = 0;        ///< full cycles' worth of its ranges
  bool replaced = false;    ///< at the end of the year
};

/// `plant` is the plant when new; the charge goes on from year to year. A replacement comes at the
/// end of a year.
std::vector<LifeYear> plant_life(const PriorityPlant& plant, const PrioritySeries& series,
                                 const AgeingLaw& law, const LifeTerms& terms);

}  // namespace islet
