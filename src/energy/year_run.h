// The loop of a plant-year: hour by hour through policy, step and books, and through easy hours at
// once where a table of the loads is at hand. Behind `plant_year`; nobody else includes it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "energy/charge_bands.h"
#include "energy/days_before.h"
#include "energy/load_table.h"
#include "energy/plain_hours.h"
#include "energy/plant_step.h"
#include "energy/plant_year.h"
#include "energy/sun_on_bus.h"
#include "energy/year_books.h"

namespace islet {

/// A load as the loop reads it. The factors are 0 or 1.
struct LoadRow {
  const Power* demand = nullptr;
  double heats = 0;
  double is_safety = 0;
};

/// What the bands that the year went through tell of its hours.
struct BandSums {
  double peak_w = 0;
  double hottest_c = -273.15;
  int too_hot = 0;  ///< hours
};

/// The year as it is run: the plant's state and what policies are shown.
class YearRun {
 public:
  YearRun(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
          const Policy& policy);
  /// Gives the same year sooner.
  YearRun(const Plant& plant, const PlantWeather& weather, const LoadTable& table,
          const Policy& policy);

  PlantYear run(const PlantYearOptions& options);

 private:
  YearRun(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
          const Policy& policy, YearBooks books);
  void prepare();
  int plain_hours(int i, int end);
  bool brings_more(int i) const;
  bool is_delivered_on_call() const;
  std::size_t band_at(double charge);
  void book_path(const BandPath& path, int until);
  void note_highest(const LoadBand& band, int from, int end);
  void leave_path(const BandPath& path, int i);
  void leave_hour(int i, const LoadBand& band);
  void book_levels(int i);
  void take_quick_sums(int first_day, int end_day);
  void one_hour(int i);
  void see_weather(int i);
  void show_plant(int i);
  void carry_out(const Setpoint& setpoint);
  Power give_less();
  void take_delivery(int i);
  void book_hour(int i, const PlantYearOptions& options);
  void make_room(PlantTrace& trace) const;
  void note_asked(PlantTrace& trace) const;
  void start_books();
  PlantYear closed_books();

  const Plant& plant_;
  PlantStep plant_step_;
  const PlantWeather& weather_;
  std::span<const Load> loads_;
  const Policy& policy_;
  StepMarks step_marks_;
  Power panels_;  ///< after ageing
  double per_tank_ = 0;
  double per_usable_ = 0;
  int refill_hours_ = 0;  ///< 0: on call
  DaySums offered_;       ///< by the panels, controllers aside

  PlantState state_;
  double charge_ = 0;
  PlantView view_;
  std::vector<LoadView> views_;
  std::vector<LoadSetting> settings_;
  std::vector<LoadRow> rows_;
  std::vector<LoadHour> hours_;
  bool all_full_ = true;
  bool is_short_ = false;  ///< some load was refused a share
  StepInput input_;
  StepFlows flows_;
  Temperature ambient_ = celsius(20);
  double cooling_draw_ = 0;
  Power full_heat_;  ///< of all loads at full level
  Power heat_;       ///< moved out of the enclosure

  std::optional<DaysBefore> days_before_;  ///< for a policy that looks ahead

  const LoadTable* table_ = nullptr;
  std::optional<ChargeBands> charge_bands_;
  std::optional<SunOnBus> sun_;
  std::optional<PlainHours> plain_;
  PlainSums plain_sums_;
  BandSums band_sums_;
  BandPath path_;         ///< of the run at hand
  std::size_t band_ = 0;  ///< where the last search for a band ended
  bool books_are_open_ = false;

  YearBooks books_;
  PlantYear result_;
  Power cooling_sum_;
  double charge_sum_ = 0;
  Energy peak_load_;
  bool ran_dry_ = false;
  int next_delivery_ = 0;
  PlantState at_start_;
};

}  // namespace islet
