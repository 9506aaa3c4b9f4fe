// A generator set: fuel line, limits, tank.
#pragma once

#include "base/quantity.h"
#include "catalog/gear.h"

namespace islet {

using FuelPerEnergy = Quantity<Dimension{.joule = -1, .metre = 3}>;
using FuelFlow = Quantity<Dimension{.second = -1, .metre = 3}>;

/// The fuel line of HOMER: flow = no_load * rated + slope * output while it runs.
struct FuelLine {
  FuelPerEnergy no_load;
  FuelPerEnergy slope;
};

/// A running diesel fails on average once in so many hours. REopt's default, from Marqusee and
/// Jenket, Applied Energy 268, 2020, which has 636 h to 1662 h by upkeep.
inline constexpr Duration set_time_to_failure = 1100 * hour;
/// Until somebody has come and repaired it, where the site file says nothing. Assumption, grade D,
/// 2026-11.
inline constexpr Duration set_repair = 120 * hour;

struct Generator {
  Power rated;  ///< at the site, altitude and heat taken off
  double minimum_load = 0.3;
  FuelLine fuel;
  Duration minimum_run = 1.0 * hour;
  Volume tank;                   ///< 0: supplied without end (a gas pipe)
  Duration refill_every;         ///< 0: filled whenever it is down to a quarter
  double start_failure = 0;      ///< share of its starts at which no attempt works
  Duration repair = set_repair;  ///< after a failure, until it runs again

  Power minimum() const { return minimum_load * rated; }
};

/// A catalogue set with its tank.
Generator generator(const GeneratorSet& set, Volume tank, Duration refill_every);

/// A set of any `rated` power between two catalogue sizes has the fuel line of the nearer record:
/// this is that record at another rating.
Generator scaled_to(Generator set, Power rated);

/// The line through two points of a maker's sheet.
FuelLine fuel_line(Power rated, Power output_1, FuelFlow flow_1, Power output_2, FuelFlow flow_2);

/// Fuel burnt per time at `output`; 0 at rest.
///
///     flow = no_load * rated + slope * output   while it runs, else 0
///
/// Valid for   from minimum load to rating
/// Leaves out  starting and warming up
/// Source      HOMER Pro 3.12 help, "Generator fuel curve"
inline FuelFlow fuel_flow(const Generator& set, Power output, bool is_running) {
  if (!is_running) return FuelFlow();
  return set.fuel.no_load * set.rated + set.fuel.slope * output;
}

/// Most power that `fuel` lets it give for the whole of `step`; 0 when that is below its minimum.
Power output_limit(const Generator& set, Volume fuel, Duration step);

/// Cost of keeping the set going for `running` hours: services and overhauls in proportion.
/// `overhaul` is the cost of one overhaul (or of the next set).
Money upkeep_cost(const GeneratorSet& set, Duration running, Money overhaul);

/// The share of its rating that a set of the catalogue gives there, by its record's own steps.
double rating_left(const GeneratorSet& set, Length altitude, Temperature intake);

/// The set with `share` of its rating, above 0: its idling engine burns what it did.
Generator derated(Generator set, double share);

/// The same where no record says it: the share of its rating left in thin and hot air.
double altitude_derating(Length altitude, Temperature intake);

}  // namespace islet
