// A generator set on its own, at its place.
#include "energy/generator_sheet.h"

#include "base/check.h"
#include "energy/bridging.h"

namespace islet {

/// A set at its place, by the figures of its record.
///
///     gives    = nameplate * rating_left(altitude, intake),  burns along its fuel line
///     services = running / service_interval,  to_overhaul = overhaul_interval / running
///
/// Valid for   the record's own limits of altitude and heat
/// Leaves out  services by the calendar, poor fuel
/// Source      generator.h: rating_left, fuel_flow, upkeep_cost; bridging.h: no_start
GeneratorSheet generator_sheet(const GeneratorSet& record, const GeneratorDuty& duty) {
  CHECK(duty.rated > Power() && duty.cranks >= 1);
  GeneratorSheet sheet;
  sheet.rating_left = rating_left(record, duty.altitude, duty.intake);
  sheet.set =
      derated(scaled_to(generator(record, Volume(), Duration()), duty.rated), sheet.rating_left);
  constexpr int tenths = 10;
  for (int tenth = 0; tenth <= tenths; ++tenth) {
    SheetFuel point;
    point.load = tenth / static_cast<double>(tenths);
    point.output = point.load * sheet.set.rated;
    point.flow = fuel_flow(sheet.set, point.output, true);
    sheet.fuel.push_back(point);
  }
  if (record.service_interval.typical > Duration()) {
    sheet.services = duty.running / record.service_interval.typical;
  }
  if (record.overhaul_interval.typical > Duration() && duty.running > Duration()) {
    sheet.overhauls = duty.running / record.overhaul_interval.typical;
    sheet.to_overhaul = year / sheet.overhauls;
  }
  sheet.upkeep = upkeep_cost(record, duty.running, record.price.typical);
  SetStart start = start_of(sheet.set);
  start.cranks = duty.cranks;
  sheet.start_chance = 1 - no_start(start);
  return sheet;
}

const GeneratorSet* set_of_size(const std::vector<GeneratorSet>& sets, const std::string& fuel,
                                Power wanted) {
  constexpr double rounding = 0.999;
  const GeneratorSet* best = nullptr;
  const GeneratorSet* largest = nullptr;
  for (const GeneratorSet& set : sets) {
    if (set.fuel != fuel) continue;
    if (largest == nullptr || set.rated > largest->rated) largest = &set;
    if (set.rated >= rounding * wanted && (best == nullptr || set.rated < best->rated)) best = &set;
  }
  return best != nullptr ? best : largest;
}

}  // namespace islet
