#include "energy/battery_ageing.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/check.h"

namespace islet {
namespace {

struct Shape {
  std::string_view chemistry;
  double depth_power, time_power, heat_per_10_k, full_over_half;
};

/// Shapes by chemistry, from the literature as remembered: grade C until each is read again.
///   lfp   wear by throughput, hardly by depth (Preger et al., J. Electrochem. Soc. 167, 2020,
///         120532); calendar by root of time, 17.1 kJ/mol, 1.6 times at full charge (Naumann et
///         al., J. of Energy Storage 17, 2018)
///   nmc   time to the power 0.75, exp(-6976 K / T), 1.9 times at full charge (Schmalstieg et al.,
///         J. of Power Sources 257, 2014); its depth and throughput terms taken as power 1.5
///   lead  throughput; life halves for each 10 K (IEEE 1188-2005)
constexpr Shape shapes[] = {
    {"lfp", 1.0, 0.5, 1.25, 1.6},
    {"nmc", 1.5, 0.75, 2.1, 1.9},
    {"lead", 1.0, 1.0, 2.0, 1.0},
};

const Shape& shape_of(std::string_view chemistry) {
  for (const Shape& shape : shapes) {
    if (chemistry.starts_with(shape.chemistry)) return shape;
  }
  return shapes[2];
}

}  // namespace

AgeingLaw ageing_law(const BatteryModule& module) {
  const Shape& shape = shape_of(module.chemistry);
  AgeingLaw law;
  law.end_capacity = module.end_capacity;
  law.cycles_to_end = module.cycles_to_end.typical;
  law.cycle_depth = module.cycle_depth;
  law.depth_power = shape.depth_power;
  law.calendar_life = module.calendar_life.typical;
  law.time_power = shape.time_power;
  law.heat_per_10_k = shape.heat_per_10_k;
  law.full_over_half = shape.full_over_half;
  return law;
}

/// Cycles against the cycle life, by Miner's rule.
///
///     cycle_share += sum of weight (range / cycle_depth)^p / cycles_to_end
///
/// Valid for   ranges counted by rainflow
/// Leaves out  current, cold charging, the order of cycles
/// Source      Miner, "Cumulative damage in fatigue", J. of Applied Mechanics 12, 1945; power by
///             chemistry as above
void add_cycles(Wear& wear, const AgeingLaw& law, std::span<const double> ranges, double weight) {
  if (law.cycles_to_end <= 0 || law.cycle_depth <= 0) return;
  const double per_cycle = weight / law.cycles_to_end;
  double sum = 0;
  for (const double range : ranges) {
    const double deep = range / law.cycle_depth;
    sum += law.depth_power == 1.0 ? deep : std::pow(deep, law.depth_power);
  }
  wear.cycle_share += per_cycle * sum;
}

/// Time against the calendar life.
///
///     calendar_share += step / life * heat^((cells - 25 C) / 10 K) * by charge
///     by charge       = 1 + (full - 1)(2 charge - 1)
///
/// Valid for   0 to 50 C; charge 0..1, the last factor at least 0.3
/// Leaves out  what freezing does to lead kept empty
/// Source      factors by chemistry as above
void add_time(Wear& wear, const AgeingLaw& law, Duration step, Temperature cells, double charge) {
  if (law.calendar_life <= Duration()) return;
  const double heat = std::pow(law.heat_per_10_k, (cells - celsius(25)) / (10.0 * kelvin));
  const double fullness = std::max(0.3, 1 + (law.full_over_half - 1) * (2 * charge - 1));
  const double rate = heat * fullness;
  wear.calendar_share += step / law.calendar_life * std::pow(rate, 1 / law.time_power);
}

/// The worse of time and cycles.
///
///     1 - (1 - end_capacity) max(calendar_share^z, cycle_share)
///
/// Valid for   until a little past the end of life
/// Leaves out  the knee after it; that the two add up in part
/// Source      NREL SSC's calendar and cycle lifetime model takes the lesser capacity, HOMER the
///             lesser life (`battery_health`); power z by chemistry as above
double capacity_left(const AgeingLaw& law, const Wear& wear) {
  const double by_time =
      wear.calendar_share > 0 ? std::pow(wear.calendar_share, law.time_power) : 0.0;
  return std::clamp(1 - (1 - law.end_capacity) * std::max(by_time, wear.cycle_share), 0.0, 1.0);
}

bool is_worn_out(const AgeingLaw& law, const Wear& wear) {
  return capacity_left(law, wear) < law.end_capacity;
}

}  // namespace islet
