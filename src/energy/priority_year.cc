#include "energy/priority_year.h"

#include <algorithm>

#include "base/check.h"

namespace islet {
namespace {

/// The sums in watts and watt-hours: the loop is a chain through the charge, and short.
struct Sums {
  double load = 0, sun_used = 0, charged = 0, discharged = 0, spilled = 0, generator = 0, shed = 0;
  double shed_max = 0, stored = 0;
  int shed_hours = 0, shed_longest = 0, shed_now = 0, generator_hours = 0;
};

/// Notes where the charge turns.
class Turns {
 public:
  Turns(double start, std::vector<double>* levels) : levels_(levels) {
    if (levels_ != nullptr) levels_->push_back(start);
  }
  void fill(double level) { go(level, 1); }
  void empty(double level) { go(level, -1); }
  void end(double level) {
    if (levels_ != nullptr && way_ != 0) levels_->push_back(level);
  }

 private:
  void go(double level, int way) {
    if (way == way_) return;
    if (levels_ != nullptr && way_ != 0) levels_->push_back(level);
    way_ = way;
  }

  std::vector<double>* levels_;
  int way_ = 0;
};

void book_deficit(Sums& sums, double missing, double generator_max) {
  const double made = std::min(missing, generator_max);
  sums.generator += made;
  sums.generator_hours += made > 0 ? 1 : 0;
  const double shed = missing - made;
  if (shed <= 0) {
    sums.shed_now = 0;
    return;
  }
  sums.shed += shed;
  sums.shed_max = std::max(sums.shed_max, shed);
  ++sums.shed_hours;
  sums.shed_longest = std::max(sums.shed_longest, ++sums.shed_now);
}

}  // namespace

/// Hour by hour:
///
///     surplus:  in  = min(surplus, charge_max, (battery - stored) / charge_efficiency)
///               stored += in charge_efficiency; the rest is spilled
///     deficit:  out = min(deficit, discharge_max, (stored - floor) discharge_efficiency)
///               stored -= out / discharge_efficiency; then generator, then shed
///
/// Valid for   steps of a minute to an hour; `room_before_loss`: room not divided by the efficiency
/// Leaves out  converters, minimum load, starting, reserve
/// Source      Barley and Winn, Solar Energy 58(4-6), 1996 (load following); as in Microgrids.py
///             and the off-grid AI study's calculator
PriorityYear priority_year(const PriorityPlant& plant, const PrioritySeries& series,
                           std::vector<double>* turns_wh) {
  CHECK(!series.load.empty());
  CHECK(series.load.size() == 1 || series.load.size() == series.sun.size());
  const bool is_flat = series.load.size() == 1;
  // All powers as the watt-hours of a step.
  const double step = series.step / hour;
  const double rated = step * (series.rated / watt);
  const double top = plant.battery / watt_hour;
  const double floor = plant.floor / watt_hour;
  const double charge_max = step * (plant.charge_max / watt);
  const double discharge_max = step * (plant.discharge_max / watt);
  const double gains = plant.charge_efficiency;
  const double per_gain = plant.room_before_loss ? 1.0 : 1.0 / gains;
  const double gives = plant.discharge_efficiency;
  const double per_give = 1.0 / gives;
  const double generator_max = step * (plant.generator / watt);
  double stored = plant.start / watt_hour;
  Sums sums;
  Turns turns(stored, turns_wh);
  for (std::size_t i = 0; i < series.sun.size(); ++i) {
    const double load = step * (series.load[is_flat ? 0 : i] / watt);
    const double sun = series.sun[i] * rated;
    const double surplus = sun - load;
    sums.load += load;
    if (surplus >= 0) {
      const double room = std::max(0.0, top - stored) * per_gain;
      const double in = std::min({surplus, charge_max, room});
      if (in > 0) turns.fill(stored);
      stored += in * gains;
      sums.sun_used += load;
      sums.charged += in;
      sums.spilled += surplus - in;
      sums.shed_now = 0;
    } else {
      const double held = std::max(0.0, stored - floor);
      const double out = std::min({-surplus, discharge_max, held * gives});
      if (out > 0) turns.empty(stored);
      stored -= out * per_give;
      sums.sun_used += sun;
      sums.discharged += out;
      book_deficit(sums, -surplus - out, generator_max);
    }
    sums.stored += stored;
  }
  turns.end(stored);
  const auto hours = static_cast<double>(std::max<std::size_t>(1, series.sun.size()));
  return {sums.load * watt_hour,
          sums.sun_used * watt_hour,
          sums.charged * watt_hour,
          sums.discharged * watt_hour,
          sums.spilled * watt_hour,
          sums.generator * watt_hour,
          sums.shed * watt_hour,
          sums.shed_max / step * watt,
          sums.shed_hours,
          sums.shed_longest,
          sums.generator_hours,
          stored * watt_hour,
          sums.stored / hours * watt_hour};
}

}  // namespace islet
