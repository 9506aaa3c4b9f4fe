// The scheduler's picture of the plant: what may be drawn now, what classes may run, and how much
// energy is left before a moment.
#pragma once

#include <algorithm>
#include <vector>

#include "serving/power_reading.h"
#include "serving/work_class.h"

namespace islet {

/// How the scheduler acts on the plant. Charges are shares of what the plant's readings count of
/// the usable window.
struct PowerRule {
  /// A class waits while the charge is below its mark, and comes back `margin` above it.
  PerClass<double> stops_below = {-1.0, 0.05, 0.10, 0.15, 0.25};
  double margin = 0.05;
  /// Routine work starts only while the expected draw stays within this share of the limit, and is
  /// stopped only above the whole: the gap keeps it from being stopped as soon as it started.
  double start_within = 0.95;
  Duration stale_after = minute;     ///< without a reading
  double stale_fall_per_hour = 0.5;  ///< assumed fall of the charge while readings are stale
};

class PowerState {
 public:
  explicit PowerState(const PowerRule& rule) : rule_(rule) {}

  /// False, and nothing changes, when the reading is absurd: not a number, negative, or a charge
  /// outside 0..1.
  bool read(Instant now, const PowerReading& reading);
  void set_cap(Power cap) { cap_ = cap; }
  /// False when slots are out of order or a figure is absurd; the old forecast then stays.
  bool set_forecast(const Forecast& forecast);

  /// What compute may draw: the plant's limit or the cap, whichever is lower.
  Power limit() const { return std::min(reading_.available, cap_); }
  /// The same for work of that class.
  Power limit(WorkClass work_class) const {
    return std::min(available_for(reading_, work_class), cap_);
  }
  /// Power at no cost; none while readings are stale.
  Power free(Instant now) const { return is_stale(now) ? Power() : reading_.free; }
  const PowerReading& reading() const { return reading_; }
  const Forecast& forecast() const { return forecast_; }
  bool has_reading() const { return has_reading_; }

  bool is_stale(Instant now) const { return has_reading_ && now >= stale_at_; }
  /// When the reading at hand turns stale; `never` when none came.
  Instant stale_at() const { return has_reading_ ? stale_at_ : never; }

  /// The charge to go by. While readings are stale it is taken to fall:
  ///
  ///     charge = last charge - fall per hour * hours since the reading turned stale, at least 0
  ///
  /// Valid for   any age: the worst case of a site whose battery lasts for two hours of full load
  /// Leaves out  what really happens, which nobody knows then
  /// Source      own assumption; fail-safe on stale metrics as in the llm-d flow control
  double charge(Instant now) const;

  /// The same as marks count it: a share of `counted_share` of the window, at most 1.
  double counted_charge(Instant now) const;

  /// Follows charge and time; true when the classes that may run changed.
  bool update(Instant now);
  /// Whether requests of that class may start.
  bool may_run(WorkClass work_class) const;
  bool bridging() const { return reading_.bridging; }

  void book(WorkClass work_class, Energy energy) { booked_[index_of(work_class)] += energy; }
  /// Energy that a new request of that class may still use before `until`.
  ///
  ///     left = stored(class) + sum over slots until then of (free + bought - withheld) * time
  ///            - idle * (until - now) - booked(class and more urgent ones)
  ///
  /// Valid for   a forecast that covers the time until then; beyond its end nothing comes
  /// Leaves out  losses of the battery, the order in which energy comes and goes
  /// Source      balance of energy
  Energy left(WorkClass work_class, Instant now, Instant until, Power idle) const;
  /// Until `left` would reach `needed`, going by the forecast; infinite when it never does.
  Duration until_enough(WorkClass work_class, Instant now, Energy needed, Power idle) const;

 private:
  Energy supplied(Instant from, Instant until) const;

  PowerRule rule_;
  PowerReading reading_;
  Power cap_ = unlimited_power;
  Forecast forecast_;
  std::vector<Energy> supplied_before_;  ///< each slot; one more at the end
  PerClass<Energy> booked_{};
  PerClass<bool> stopped_{};
  Instant stale_at_ = never;
  bool has_reading_ = false;
};

}  // namespace islet
