#include "energy/generator.h"

#include <algorithm>

#include "base/check.h"

namespace islet {

Generator generator(const GeneratorSet& set, Volume tank, Duration refill_every) {
  const FuelPerEnergy per_kwh = litre / kilowatt_hour;
  Generator result;
  result.rated = set.rated;
  result.minimum_load = set.minimum_load;
  result.fuel = {set.fuel_no_load_l_per_kwh.typical * per_kwh,
                 set.fuel_slope_l_per_kwh.typical * per_kwh};
  result.tank = tank;
  result.refill_every = refill_every;
  result.start_failure = set.start_failure.typical;
  return result;
}

Generator scaled_to(Generator set, Power rated) {
  CHECK(rated > Power());
  set.rated = rated;
  return set;
}

/// The straight line through two loads of a maker's sheet.
///
///     slope   = (flow_2 - flow_1) / (output_2 - output_1)
///     no_load = (flow_1 - slope output_1) / rated
///
/// Valid for   between the two loads; a good fit from a quarter to full load
/// Leaves out  the curve's bend, cold starts
/// Source      HOMER Pro 3.12 help, "Generator fuel curve intercept coefficient"
FuelLine fuel_line(Power rated, Power output_1, FuelFlow flow_1, Power output_2, FuelFlow flow_2) {
  CHECK(rated > Power() && output_1 != output_2);
  const FuelPerEnergy slope = (flow_2 - flow_1) / (output_2 - output_1);
  return {(flow_1 - slope * output_1) / rated, slope};
}

/// What the tank allows for a whole step.
///
///     min(rated, (fuel / step - no_load * rated) / slope), 0 when below the minimum load
///
/// Valid for   steps of a minute to an hour
/// Leaves out  running for a part of the step on the last litre
/// Source      the fuel line, solved for the output
Power output_limit(const Generator& set, Volume fuel, Duration step) {
  if (set.tank <= Volume()) return set.rated;
  if (set.fuel.slope <= FuelPerEnergy()) return set.rated;
  const Power by_fuel = (fuel / step - set.fuel.no_load * set.rated) / set.fuel.slope;
  if (by_fuel < set.minimum()) return Power();
  return std::min(set.rated, by_fuel);
}

/// Services and overhauls, each in proportion to the hours run.
///
///     running / service_interval * service_cost + running / overhaul_interval * overhaul
///
/// Valid for   means over years
/// Leaves out  services by the calendar, the technician's journey
/// Source      HOMER Pro 3.12 help, "Generator O&M": cost per running hour
Money upkeep_cost(const GeneratorSet& set, Duration running, Money overhaul) {
  Money cost;
  if (set.service_interval.typical > Duration()) {
    cost += running / set.service_interval.typical * set.service_cost.typical;
  }
  if (set.overhaul_interval.typical > Duration()) {
    cost += running / set.overhaul_interval.typical * overhaul;
  }
  return cost;
}

/// A maker's steps.
///
///     max(0.1, (1 - a max(0, altitude - free) / 300 m) (1 - t max(0, intake - free) / 5 K))
///
/// Valid for   the makers' tables, to about 4000 m and 55 C
/// Leaves out  humidity; that cool hours give more
/// Source      the set's record (altitude_free_m, derate_per_300_m, temperature_free_c,
///             derate_per_5_c)
double rating_left(const GeneratorSet& set, Length altitude, Temperature intake) {
  const double high = std::max(0.0, (altitude - set.altitude_free) / (300.0 * metre));
  const double hot = std::max(0.0, (intake - set.temperature_free) / (5.0 * kelvin));
  const double thin_air = std::max(0.0, 1.0 - set.derate_per_300_m * high);
  return std::max(0.1, thin_air * std::max(0.0, 1.0 - set.derate_per_5_c * hot));
}

Generator derated(Generator set, double share) {
  CHECK(share > 0.0);
  set.fuel.no_load = set.fuel.no_load / share;
  set.rated = share * set.rated;
  return set;
}

/// Thin and hot air burns less fuel.
///
///     (1 - 0.035 max(0, altitude - 1000 m) / 300 m) (1 - 0.01 max(0, intake - 40 C) / 5.5 K)
///
/// Valid for   piston engines to 4000 m, as a default where the maker gives no table
/// Leaves out  turbochargers, humidity
/// Source      assumption in the manner of ISO 3046-1; use the maker's sheet where there is one
double altitude_derating(Length altitude, Temperature intake) {
  const double high = std::max(0.0, (altitude - 1000.0 * metre) / (300.0 * metre));
  const double hot = std::max(0.0, (intake - celsius(40)) / (5.5 * kelvin));
  return std::max(0.0, 1.0 - 0.035 * high) * std::max(0.0, 1.0 - 0.01 * hot);
}

}  // namespace islet
