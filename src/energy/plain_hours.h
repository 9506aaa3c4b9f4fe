// The hours of a plant-year in which little has to be decided: all loads get what they ask for at
// this charge, from sun and battery while the generator rests, or from a running generator. They
// are nearly all of a year, and run without the books and views of a step.
#pragma once

#include <array>
#include <limits>

#include "base/lesser.h"
#include "base/quantity.h"
#include "energy/bus_balance.h"
#include "energy/charge_bands.h"
#include "energy/filled_hours.h"
#include "energy/plain_sums.h"
#include "energy/plant.h"
#include "energy/policy.h"
#include "energy/store_terms.h"
#include "energy/sun_on_bus.h"

namespace islet {

/// What goes on from hour to hour.
struct PlainState {
  Energy stored;
  double cells_c = 0;
  Volume fuel;
  bool is_running = false;  ///< the generator, in the hour before
  Duration ran;             ///< of the present run
};

/// Usage: once for a plant and its weather; `run` from any hour on.
class PlainHours {
 public:
  PlainHours(const Plant& plant, const PlantWeather& weather, const PlainRule& rule,
             const ChargeBands& bands, const SunOnBus& sun);

  /// Runs hours from `i` on while they are plain, at most to `end`; gives the first hour that was
  /// not run. `path` is written anew.
  int run(int i, int end, PlainState& now, BandPath& path, PlainSums& sums) const;

 private:
  void take_set(const Generator& set, const GeneratorRule& rule);
  void mark_hours(const std::array<bool, 24>& quiet);
  struct Course;

  static constexpr double endless = std::numeric_limits<double>::infinity();
  /// A hair of rounding decides nothing: where it would, the whole step decides.
  static constexpr double hair = 1e-9;

  /// A resting generator starts below `start` in this hour; with more than `surely_carried` it
  /// rests, and sun and battery carry all.
  struct Marks {
    Energy start, surely_carried;
  };
  using HourMarks = std::array<Marks, 24>;  ///< by hour of the day
  /// What has to be looked at in every hour.
  enum class Look { at_nothing, at_hours, at_limits, at_limits_and_grid };
  template <Look look>
  int run_hours(int i, int end, Course& now) const;
  template <Look look>
  int rest_hours(int i, int end, Course& now) const;
  template <Look look>
  int rest_hour(int i, int end, bool begins, Course& now) const;
  template <Look look>
  int carried_hours(int i, int end, Course& now) const;
  template <Look look>
  int set_hours(int i, int end, Course& now) const;
  bool fits_charging(double cells_c) const {
    return cells_c >= charge_from_c_ && cells_c <= charge_to_c_;
  }
  bool may_discharge(double cells_c) const { return !has_battery_ || cells_c >= discharge_from_c_; }
  template <Look look>
  bool is_on_grid(int i) const {
    return look == Look::at_limits_and_grid && grid_[i] > Power();
  }
  /// What sun alone could give the loads, by the sun left over own draw.
  Power by_sun(Power surplus) const {
    return lesser(inverter_max_, greater(Power(), surplus) * rates_.load_per_bus);
  }
  /// A running set may rest. What the policies look at: the loads alone, the plant's own draw
  /// aside.
  template <Look look>
  bool may_stop(int i, Power sun, Energy stored) const {
    const auto at = static_cast<std::size_t>(look == Look::at_nothing ? 0 : i % 24);
    return stored >= stop_above_[at] || (!charges_ && by_sun(sun - own_) >= bands_.full()[i]);
  }
  /// No limit of inverter or cells has a say.
  bool fits_all(Power load, double cells_c) const {
    return load <= inverter_max_ && may_discharge(cells_c);
  }
  bool is_carried(Power needed, Energy stored, Energy start) const;
  bool charge(Power left, bool may_charge, Course& now) const;
  Power needed(Power load, Power surplus, Power sun_left) const;
  const HourMarks& marks_by_hour(const Course& now) const;
  template <Look look>
  Marks marks_of(int i, const Course& now) const;
  bool gives(Power load, Power surplus, const Marks& marks, Course& now) const;
  bool fed_by_grid(int i, Power load, Course& now) const;
  int filled_hours(int i, int end, Course& now) const;
  enum class BelowMark { no, nearly, yes };
  BelowMark below_mark(int i, Power full, Power surplus, Energy below) const;
  bool is_wanted(Power full, Power surplus, Energy stored, Energy start) const;
  template <Look look>
  int driven_hours(int i, int end, Course& now) const;
  bool runs_set(Power load, Power sun, bool may_charge, Course& now) const;
  void rest(Course& now) const;
  int fuelled_hours(Volume fuel) const;
  Energy start_below(Volume fuel, bool& wants_fuel) const;

  const Plant& plant_;
  Generator set_;  ///< the plant's
  const ChargeBands& bands_;
  const SunOnBus& sun_;
  const Power* grid_;
  BusRates rates_;
  StoreTerms store_;
  bool has_battery_, has_tank_ = false, charges_;
  // Stored energies, by hour of the day.
  HourMarks starts_{};  ///< of a generator that may start
  HourMarks rests_{};   ///< of one that may not
  std::array<Energy, 24> stop_above_{};
  bool has_hours_ = false;              ///< they differ
  std::array<Energy, 24> hour_asks_{};  ///< what sun takes off the first
  Energy start_least_, start_most_;     ///< of them
  Energy reserve_;
  Energy carried_above_reserve_;  ///< with more than this any hour of the year is carried
  Energy surely_fed_;  ///< a store that could feed the own draw: then nothing else has to
  Power charge_fits_;  ///< so much surely may go into the battery
  Energy brim_;        ///< which surely is not full below this
  Power own_, inverter_max_, charger_max_;
  FilledCourse filled_;
  Power rated_, least_, may_run_;  ///< of the generator
  Power by_minimum_, alone_;       ///< loads that its minimum carries, and it by itself
  Power driven_, boost_;           ///< what it makes then, and gives the bus beyond its minimum
  Duration minimum_run_;
  Volume fuel_least_;            ///< at and below this somebody brings fuel, saves it, or it binds
  Volume burnt_by_itself_;       ///< in an hour, beside what the load takes
  double hours_per_volume_ = 0;  ///< of a cubic metre, at the rating
  double discharge_from_c_, charge_from_c_, charge_to_c_;
};

}  // namespace islet
