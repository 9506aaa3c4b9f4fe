#include "plan/movable_bound.h"

#include <algorithm>
#include <limits>
#include <memory>

#include <coin/Clp_C_Interface.h>

#include "base/check.h"

namespace islet {
namespace {

constexpr double endless = std::numeric_limits<double>::infinity();
/// Simplex steps; a year of an example takes some ten thousand.
constexpr int most_steps = 2'000'000;

/// Unknowns of one hour, in watt-hours.
enum Unknown {
  to_load,
  to_charger,
  from_grid,
  charge,
  discharge,
  inverted,
  batch,
  stored,
  unknowns
};

/// A program that is built column by column: rows are the hours' balances, then the windows' work.
class Program {
 public:
  explicit Program(const BoundQuestion& question) : question_(question) {
    for (const BoundHour& hour_now : question.hours) windows_ = std::max(windows_, hour_now.window);
    ++windows_;
    work_.resize(static_cast<std::size_t>(windows_));
    for (const BoundHour& each : question.hours) {
      if (each.window >= 0) {
        work_[static_cast<std::size_t>(each.window)] += each.movable / watt_hour;
      }
    }
  }

  void build() {
    starts_.push_back(0);
    for (std::size_t h = 0; h < question_.hours.size(); ++h) add_hour(static_cast<int>(h));
    for (std::size_t h = 0; h < question_.hours.size(); ++h) add_rows(question_.hours[h], h == 0);
    for (const double work : work_) add_row(work, work);
  }

  Result<Energy> solve() const {
    const std::unique_ptr<Clp_Simplex, void (*)(Clp_Simplex*)> model(Clp_newModel(),
                                                                     Clp_deleteModel);
    Clp_setLogLevel(model.get(), 0);
    Clp_loadProblem(model.get(), static_cast<int>(low_.size()), static_cast<int>(row_low_.size()),
                    starts_.data(), rows_.data(), factors_.data(), low_.data(), high_.data(),
                    cost_.data(), row_low_.data(), row_high_.data());
    Clp_setMaximumIterations(model.get(), most_steps);
    Clp_initialSolve(model.get());
    if (Clp_status(model.get()) != 0) {
      return Error{{},
                   "no bound was found: the linear program has no answer",
                   "Its loads ask for more than the plant could give.",
                   "N2",
                   ""};
    }
    return Clp_objectiveValue(model.get()) * watt_hour;
  }

 private:
  int row_of(int h, int which) const { return 3 * h + which; }

  void add_row(double low, double high) {
    row_low_.push_back(low);
    row_high_.push_back(high);
  }

  void column(double low, double high, double cost) {
    low_.push_back(low);
    high_.push_back(std::max(low, high));
    cost_.push_back(cost);
    starts_.push_back(static_cast<CoinBigIndex>(rows_.size()));
  }

  void entry(int row, double factor) {
    rows_.push_back(row);
    factors_.push_back(factor);
  }

  void add_hour(int h) {
    const BoundHour& now = question_.hours[static_cast<std::size_t>(h)];
    const Plant& plant = question_.plant;
    const Conversion& through = plant.conversion;
    const bool last = static_cast<std::size_t>(h) + 1 == question_.hours.size();
    const double rated = plant.generator ? plant.generator->rated / watt : 0.0;
    const double charger = plant.charger_max > Power() ? plant.charger_max / watt : endless;
    const double inverter = plant.inverter_max > Power() ? plant.inverter_max / watt : endless;
    entry(row_of(h, 1), through.source_to_load);
    column(0, rated, 1);
    entry(row_of(h, 0), through.source_to_bus);
    column(0, std::min(rated, charger / through.source_to_bus), 1);
    entry(row_of(h, 1), through.source_to_load);
    column(0, now.grid / watt_hour, 0);
    entry(row_of(h, 0), -1);
    entry(row_of(h, 2), -plant.battery.charge_efficiency);
    column(0, plant.battery.charge_max / watt, 0);
    entry(row_of(h, 0), 1);
    entry(row_of(h, 2), 1 / plant.battery.discharge_efficiency);
    column(0, plant.battery.discharge_max / watt, 0);
    entry(row_of(h, 0), -1);
    entry(row_of(h, 1), through.bus_to_load);
    column(0, inverter / through.bus_to_load, 0);
    entry(row_of(h, 1), -1);
    if (now.window >= 0) entry(window_row(now.window), 1);
    column(0, now.window >= 0 ? question_.movable_most / watt : 0.0, 0);
    // Stored at the hour's end, above the floor.
    entry(row_of(h, 2), 1);
    if (!last) entry(row_of(h + 1, 2), -1);
    const double floor = plant.battery.floor() / watt_hour;
    column(last ? std::max(0.0, question_.at_end / watt_hour - floor - 1e-6) : 0.0,
           plant.battery.usable() / watt_hour, 0);
  }

  int window_row(int window) const { return 3 * static_cast<int>(question_.hours.size()) + window; }

  /// The bus, the loads, the store.
  void add_rows(const BoundHour& now, bool first) {
    const double sun = now.sun / watt_hour * question_.plant.conversion.panel_to_bus;
    const double own = question_.plant.own_draw / watt;
    add_row(own - sun, endless);
    add_row(now.fixed / watt_hour, endless);
    const double floor = question_.plant.battery.floor() / watt_hour;
    const double before = first ? question_.at_start / watt_hour - floor : 0.0;
    add_row(before, before);
  }

  const BoundQuestion& question_;
  int windows_ = -1;
  std::vector<double> work_;
  std::vector<CoinBigIndex> starts_;
  std::vector<int> rows_;
  std::vector<double> factors_, low_, high_, cost_, row_low_, row_high_;
};

}  // namespace

/// The least energy of a generator that meets all loads, with batch work free in its windows.
///
///     min sum of g;  bus: sun + u + discharge - charge - own >= v
///     loads: bus_to_load v + source_to_load (g - u + grid) - batch >= fixed
///     store' = store + charge * in - discharge / out;  sum of batch over a window = its work
///
/// Valid for   hourly means; every schedule of the plant and of the work meets these lines
/// Leaves out  in favour of the bound: minimum load and run of the set, quiet hours, tank, the
///             reserve, self-discharge, the heater, the battery's temperatures
/// Source      linear program over the whole span, solved by COIN-OR CLP (simplex)
Result<Energy> least_generator_energy(const BoundQuestion& question) {
  CHECK(!question.hours.empty());
  Program program(question);
  program.build();
  return program.solve();
}

}  // namespace islet
