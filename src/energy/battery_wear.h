// How a battery ages: by the calendar and by its cycles, each as a table or a law. Nothing here
// depends on the length of the step.
#pragma once

#include <vector>

#include "base/quantity.h"

namespace islet {

/// A row of a maker's cycle table: after so many cycles of one depth this share is left.
struct CyclePoint {
  double depth = 0;  ///< 0..1
  double cycles = 0;
  double capacity = 1;
};

/// Capacity against depth and number of cycles.
class CycleTable {
 public:
  /// Rows in any order; at least two for each depth.
  explicit CycleTable(std::vector<CyclePoint> rows);
  double capacity(double depth, double cycles) const;

 private:
  struct Curve {
    double depth = 0;
    std::vector<CyclePoint> points;  ///< by rising cycles
  };
  static double on_curve(const Curve& curve, double cycles);

  std::vector<Curve> curves_;  ///< by rising depth
};

/// The sum of what cycles took. Each cycle takes what the table loses between as many cycles as
/// there were and one more, at its own depth.
class CycleWear {
 public:
  explicit CycleWear(const CycleTable& table) : table_(table) {}
  void add(double range);
  double capacity() const { return capacity_; }
  int cycles() const { return cycles_; }

 private:
  const CycleTable& table_;
  double capacity_ = 1;
  int cycles_ = 0;
};

/// A row of a calendar table.
struct CalendarPoint {
  Duration age;
  double capacity = 1;
};

/// Capacity at `age`: straight lines, the last one continued. At least two rows by rising age.
double calendar_capacity(const std::vector<CalendarPoint>& table, Duration age);

/// Square-root calendar ageing of a lithium cell; the loss grows faster when warm and full.
struct CalendarLaw {
  double initial = 1.02;                   ///< capacity when new
  double per_root_day = 2.66e-3;           ///< loss after a day at 296 K
  TemperatureDifference by_heat{-7280.0};  ///< K
  TemperatureDifference by_charge{930.0};  ///< K

  /// Loss after one day at these conditions; `charge` 0..1.
  double rate(Temperature cells, double charge) const;
};

/// Adds up calendar loss under changing conditions.
class CalendarWear {
 public:
  /// `explicit_steps` follows SSC, whose loss depends a little on the step; else exact.
  explicit CalendarWear(const CalendarLaw& law, bool explicit_steps = false)
      : law_(law), explicit_steps_(explicit_steps) {}
  void add(Duration step, Temperature cells, double charge);
  double loss() const;
  double capacity() const { return law_.initial - loss(); }

 private:
  CalendarLaw law_;
  bool explicit_steps_;
  double loss_squared_ = 0;
};

}  // namespace islet
