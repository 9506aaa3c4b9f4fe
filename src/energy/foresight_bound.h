// What the cleverest dispatch could have saved: the least running cost of a plant-year for somebody
// who knows all weather and load beforehand, to stand beside what a rule reached.
#pragma once

#include <span>
#include <vector>

#include "base/quantity.h"
#include "energy/plant_year.h"

namespace islet {

/// What a year is judged by. All 0 or above.
struct RunningPrices {
  VolumePrice fuel;
  EnergyPrice grid;
  MoneyRate generator_time;          ///< services and overhauls, by the hour run
  std::vector<EnergyPrice> refused;  ///< by load: what is asked for and not given, without cooling
};

/// The running cost of a year that has been run.
Money running_cost(const PlantYear& year_run, const RunningPrices& prices);

/// Where a year starts, what must be left at its end, and how low the charge may be for what is
/// asked for in between. Energies stored, floor included.
struct YearEnds {
  Energy at_start;
  Energy at_end;
  /// By hour, of the usable window, at its beginning; none: no matter. `least_charges` gives them.
  std::span<const double> least_charge{};
};

/// The charges at which a site's own orders leave the loads what a traced year left them to ask
/// for: below, `when_short` gives up more. `marks` as in that year.
std::vector<double> least_charges(std::span<const Load> loads, const PlantTrace& trace,
                                  const StepMarks& marks);

/// No schedule of the year costs less that runs the generator for whole hours, keeps the reserve
/// for safety loads and the least charges, and lets the generator rest in quiet hours unless safety
/// loads would stop without it.
/// `loads` hold what is asked for; their steps are not used.
Money foresight_bound(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                      const RunningPrices& prices, const YearEnds& ends);

}  // namespace islet
