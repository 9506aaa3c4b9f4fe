// The joules of each request: what the machines' meter counted, shared among those that ran. What
// nobody asked for is booked as waiting, so that the whole is always the meter's.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "engines/request_energy.h"
#include "live/front_desk.h"

namespace islet {

/// A request that is over, with all its energy.
struct LedgerRow {
  RequestId request{};
  WorkClass work_class = WorkClass::normal;
  Instant ended;
  Duration ran;  ///< on an engine
  RequestEnergy energy;
};

/// Sums since the start.
struct LedgerSums {
  Energy metered;   ///< by the machines' meter
  Energy expected;  ///< for spans without it, by what engines are expected to draw
  Energy requests;  ///< of both, that requests have got
  Energy waiting;   ///< of both, while nothing ran
  Energy standing;  ///< of both, by what the machines do besides: cameras
  PerClass<Energy> by_class{};
  std::int64_t rows = 0;
};

class EnergyLedger final : public DeskObserver {
 public:
  /// `meter_error`: relative, of the machines' meter.
  explicit EnergyLedger(double meter_error = 0.02) : meter_error_(meter_error) {}

  /// Drawn by the machines for what is no request, from `now` on; moments do not fall.
  void set_standing(Instant now, Power power);
  /// Of the engines that are on.
  Power idle() const;

  void saw(Instant now, const Event& event, std::span<const Decision> decisions) override;
  std::optional<RequestEnergy> energy_of(RequestId request, Instant now) override;

  /// A counter of the machines' meter: what it counted since it was last read is shared. One that
  /// has not moved has nothing to share yet.
  ///
  ///     idle    = min(counted, idle draw * span)
  ///     share   = (counted - idle) * draw_i ran_i / sum of draw ran + idle * ran_i / sum of ran
  ///
  /// Valid for   spans short against a request; expected draws that are right among each other
  /// Leaves out  what a request costs the others by being in their batch
  /// Source      as power is shared in sim/site_world_plant.cc; own choice for idle: by time
  void counted(Instant now, Energy counter);

  const LedgerSums& sums() const { return sums_; }
  /// Whether a request of that class runs.
  bool runs(WorkClass work_class) const;
  /// Rows that are whole since the last call, oldest first; at most `rows_max` wait.
  std::vector<LedgerRow> take_rows();
  static constexpr std::size_t rows_max = 100'000;

 private:
  struct Open {
    WorkClass work_class = WorkClass::normal;
    Power draw;  ///< expected beyond idle
    EngineId engine{};
    bool runs = false;
    bool is_over = false;
    Instant since;  ///< it runs, or the span began
    Instant ended;
    Duration ran;  ///< before this span
    Duration in_span;
    Energy metered;
    Energy expected;
  };

  void start(RequestId request, EngineId engine, Power draw, Instant now);
  void stop(RequestId request, Instant now, bool is_over);
  void share(Instant now, std::optional<Energy> counted);
  void follow_switch(const SwitchEngine& turned);
  RequestEnergy energy_of(const Open& open, Energy tail) const;

  double meter_error_;
  Power standing_;
  Energy standing_due_;  ///< of this span, until it last changed
  Instant standing_since_;
  std::map<EngineId, Power> idle_;  ///< of those that are on
  std::map<EngineId, Power> off_;   ///< of those that were turned off
  std::map<RequestId, Open> open_;
  std::deque<LedgerRow> rows_;
  LedgerSums sums_;
  Instant span_begin_;
  bool has_begun_ = false;
  std::optional<Energy> counter_;
};

}  // namespace islet
