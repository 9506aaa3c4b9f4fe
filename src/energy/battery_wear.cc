#include "energy/battery_wear.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

double on_line(double x, double x_low, double y_low, double x_high, double y_high) {
  if (x_high == x_low) return y_low;
  return y_low + (y_high - y_low) * (x - x_low) / (x_high - x_low);
}

}  // namespace

CycleTable::CycleTable(std::vector<CyclePoint> rows) {
  CHECK(!rows.empty());
  std::stable_sort(rows.begin(), rows.end(), [](const CyclePoint& a, const CyclePoint& b) {
    return a.depth != b.depth ? a.depth < b.depth : a.cycles < b.cycles;
  });
  for (const CyclePoint& row : rows) {
    if (curves_.empty() || curves_.back().depth != row.depth) curves_.push_back({row.depth, {}});
    curves_.back().points.push_back(row);
  }
}

double CycleTable::on_curve(const Curve& curve, double cycles) {
  const std::vector<CyclePoint>& points = curve.points;
  if (points.size() == 1) return points.front().capacity;
  std::size_t high = 1;
  while (high + 1 < points.size() && cycles > points[high].cycles) ++high;
  const CyclePoint& a = points[high - 1];
  const CyclePoint& b = points[high];
  return on_line(cycles, a.cycles, a.capacity, b.cycles, b.capacity);
}

/// Between the table's curves by depth, along each by cycles.
///
///     C(d, n) = C_low(n) + (C_high(n) - C_low(n)) (d - d_low) / (d_high - d_low)
///
/// Valid for   depths up to the deepest of the table, which also stands for deeper ones; depth 0
///             loses nothing; the last line of a curve is continued
/// Leaves out  current, temperature
/// Source      DiOrio et al., NREL/TP-6A20-64641, 2015, cycle life
double CycleTable::capacity(double depth, double cycles) const {
  if (curves_.size() == 1) return on_curve(curves_.front(), cycles);
  std::size_t high = 0;
  while (high < curves_.size() && curves_[high].depth < depth) ++high;
  if (high == curves_.size()) return std::max(0.0, on_curve(curves_.back(), cycles));
  const double top = std::min(1.0, on_curve(curves_[high], cycles));
  if (high == 0) return on_line(depth, 0, 1, curves_[0].depth, top);
  const double bottom = std::max(0.0, on_curve(curves_[high - 1], cycles));
  return on_line(depth, curves_[high - 1].depth, bottom, curves_[high].depth, top);
}

/// One more cycle.
///
///     capacity -= C(range, n) - C(range, n + 1),   n cycles so far, this one included
///
/// Valid for   ranges counted by rainflow
/// Leaves out  the order of wide and narrow cycles
/// Source      DiOrio et al., NREL/TP-6A20-64641, 2015, cycle life
void CycleWear::add(double range) {
  ++cycles_;
  const double lost = table_.capacity(range, cycles_) - table_.capacity(range, cycles_ + 1);
  capacity_ = std::max(0.0, capacity_ - std::max(0.0, lost));
}

/// Straight lines of a calendar table.
///
///     C(age) = C_low + (C_high - C_low) (age - age_low) / (age_high - age_low)
///
/// Valid for   the conditions of the table; the last line is continued
/// Leaves out  temperature, charge
/// Source      SAM help, "Battery Life": calendar degradation by custom table
double calendar_capacity(const std::vector<CalendarPoint>& table, Duration age) {
  CHECK(table.size() >= 2);
  std::size_t high = 1;
  while (high + 1 < table.size() && age > table[high].age) ++high;
  const CalendarPoint& a = table[high - 1];
  const CalendarPoint& b = table[high];
  return on_line(age / day, a.age / day, a.capacity, b.age / day, b.capacity);
}

/// Loss of a day.
///
///     k = a exp(b (1/T - 1/296 K)) exp(c (charge/T - 1/296 K))
///
/// Valid for   -20 to 50 C; fitted by SSC to a nickel-manganese-cobalt cell
/// Leaves out  other chemistries, whose constants differ
/// Source      Smith et al., "Life prediction model for grid-connected Li-ion battery energy
///             storage system", American Control Conference 2017; constants of SAM's default
double CalendarLaw::rate(Temperature cells, double charge) const {
  constexpr double reference_k = 296;
  const double kelvins = cells.in_kelvin();
  const double heat = by_heat / kelvin * (1 / kelvins - 1 / reference_k);
  const double fullness = by_charge / kelvin * (charge / kelvins - 1 / reference_k);
  return per_root_day * std::exp(heat + fullness);
}

/// Square-root law under changing conditions.
///
///     d(loss^2)/dt = k^2           exact: loss = sqrt(sum of k^2 dt)
///     loss += k^2 dt / (2 loss)    SSC's explicit steps; the first is k sqrt(dt)
///
/// Valid for   exact: any step; explicit: as SSC, an hour
/// Leaves out  cycles
/// Source      Smith et al. 2017 as above; SAM issue 291 tells of the dependence on the step
void CalendarWear::add(Duration step, Temperature cells, double charge) {
  const double rate = law_.rate(cells, charge);
  const double gained = rate * rate * (step / day);
  if (explicit_steps_ && loss_squared_ > 0) {
    const double before = std::sqrt(loss_squared_);
    const double after_step = before + 0.5 * gained / before;
    loss_squared_ = after_step * after_step;
  } else {
    loss_squared_ += gained;
  }
}

double CalendarWear::loss() const { return std::sqrt(loss_squared_); }

}  // namespace islet
