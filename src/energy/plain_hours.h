// The hours of a plant-year in which little has to be decided: all loads get what they ask for at
// this charge, from sun and battery while the generator rests, or from a running generator. They
// are nearly all of a year, and run without the books and views of a step.
#pragma once

#include <array>
#include <limits>

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
  struct RestCourse;
  struct GridCourse;
  struct SetCourse;

  static constexpr double endless = std::numeric_limits<double>::infinity();
  /// A hair of rounding decides nothing: where it would, the whole step decides.
  static constexpr double hair = 1e-9;

  /// A resting generator starts below `start` in this hour; with more than `surely_carried` it
  /// rests, and sun and battery carry all.
  struct Marks {
    Energy start, surely_carried;
  };
  /// What has to be looked at in every hour.
  enum class Look { at_nothing, at_hours, at_limits, at_limits_and_grid };
  template <Look look>
  int run_hours(int i, int end, Course& now, BandPath& path) const;
  template <Look look>
  int rest_hours(int i, int end, Course& now, BandPath& path) const;
  template <Look look>
  int set_hours(int i, int end, Course& now, BandPath& path) const;
  bool fits_charging(double cells_c) const {
    return cells_c >= charge_from_c_ && cells_c <= charge_to_c_;
  }
  bool may_discharge(double cells_c) const { return !has_battery_ || cells_c >= discharge_from_c_; }
  template <Look look>
  bool is_on_grid(int i) const {
    return look == Look::at_limits_and_grid && grid_[i] > Power();
  }
  bool fits_all(Power load, double cells_c) const;
  bool is_carried(Power needed, Energy stored, Energy start) const;
  template <bool checks>
  bool charge(Power left, double cells_c, RestCourse& now) const;
  Power needed(Power load, Power surplus, Power sun_left) const;
  template <Look look>
  Marks marks_of(int i, const RestCourse& now) const;
  template <Look look>
  int given_hours(int i, int end, const BandRow*& band, BandPath& path, RestCourse& now) const;
  bool gives(Power load, Power surplus, const Marks& marks, RestCourse& now) const;
  bool fed_by_grid(int i, Power load, double cells_c, RestCourse& now, GridCourse& fed) const;
  int filled_hours(int i, int end, const BandRow& band, RestCourse& now, Course& all) const;
  enum class BelowMark { no, nearly, yes };
  BelowMark below_mark(int i, Power full, Power surplus, Energy below) const;
  bool is_wanted(Power full, Power surplus, Energy stored, Energy start) const;
  template <bool by_minimum>
  BusBalance fed_by_set(Power load, Power sun) const;
  template <bool by_minimum>
  bool runs_set(Power load, Power sun, bool may_charge, SetCourse& now) const;
  void rest(Course& now) const;
  int fuelled_hours(Volume fuel) const;
  void burn(int hours, const SetCourse& run, Course& now) const;
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
  std::array<Marks, 24> starts_{};  ///< of a generator that may start
  std::array<Marks, 24> rests_{};   ///< of one that may not
  std::array<Energy, 24> stop_above_{};
  bool has_hours_ = false;              ///< they differ
  std::array<Energy, 24> hour_asks_{};  ///< what sun takes off the first
  Energy start_least_, start_most_;     ///< of them
  Energy reserve_;
  Energy carried_above_reserve_;  ///< with more than this any hour of the year is carried
  Energy surely_fed_;  ///< a store that could feed the own draw: then nothing else has to
  Power own_, inverter_max_, charger_max_;
  FilledCourse filled_;
  Power rated_, least_, may_run_;  ///< of the generator
  Power by_minimum_, alone_;       ///< loads that its minimum carries, and it by itself
  Duration minimum_run_;
  Volume fuel_least_;            ///< at and below this somebody brings fuel, saves it, or it binds
  Volume burnt_by_itself_;       ///< in an hour, beside what the load takes
  double hours_per_volume_ = 0;  ///< of a cubic metre, at the rating
  double discharge_from_c_, charge_from_c_, charge_to_c_;
};

}  // namespace islet
