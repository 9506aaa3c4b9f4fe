#include "energy/plant_year.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "energy/plant_step.h"
#include "energy/year_books.h"

namespace islet {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;
/// Hours of December, run unbooked to find the charge of 1 January.
constexpr int warm_up_hours = 31 * 24;

std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// A load as the loop reads it. The factors are 0 or 1.
struct LoadRow {
  const Power* demand = nullptr;
  double heats = 0;
  double is_safety = 0;
};

/// The year as it is run: the plant's state and what policies are shown.
class YearRun {
 public:
  YearRun(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
          const Policy& policy);

  PlantYear run(const PlantYearOptions& options);

 private:
  void one_hour(int i);
  void see_weather(int i);
  void show_plant(int i);
  void carry_out(const Setpoint& setpoint);
  Power give_less();
  void take_delivery(int i);
  void book_hour(int i, const PlantYearOptions& options);
  void note_asked(PlantTrace& trace) const;
  void start_books();
  PlantYear closed_books();

  const Plant& plant_;
  PlantStep plant_step_;
  const PlantWeather& weather_;
  std::span<const Load> loads_;
  const Policy& policy_;
  Power panels_;  ///< after ageing
  double per_tank_ = 0;
  double per_usable_ = 0;
  int refill_hours_ = 0;  ///< 0: on call

  PlantState state_;
  double charge_ = 0;
  PlantView view_;
  std::vector<LoadView> views_;
  std::vector<LoadSetting> settings_;
  std::vector<LoadRow> rows_;
  std::vector<LoadHour> hours_;
  bool all_full_ = true;
  StepInput input_;
  StepFlows flows_;
  Temperature ambient_ = celsius(20);
  double cooling_draw_ = 0;
  Power full_heat_;  ///< of all loads at full level
  Power heat_;       ///< moved out of the enclosure

  YearBooks books_;
  PlantYear result_;
  Power cooling_sum_;
  double charge_sum_ = 0;
  Energy peak_load_;
  bool ran_dry_ = false;
  int next_delivery_ = 0;
  PlantState at_start_;
};

YearRun::YearRun(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                 const Policy& policy)
    : plant_(plant),
      plant_step_(plant, hour),
      weather_(weather),
      loads_(loads),
      policy_(policy),
      panels_(plant.panel_health * plant.panel_rated),
      views_(loads.size()),
      settings_(loads.size()),
      rows_(loads.size()),
      hours_(loads.size()),
      books_(loads) {
  CHECK(weather.panel_yield.empty() || weather.panel_yield.size() == hours_per_year);
  CHECK(weather.air.empty() || weather.air.size() == hours_per_year);
  CHECK(weather.grid.empty() || weather.grid.size() == hours_per_year);
  double degraded_below = 0.0;
  for (std::size_t k = 0; k < loads.size(); ++k) {
    views_[k] = {loads[k].name, loads[k].importance, Power(), loads[k].steps};
    rows_[k] = {loads[k].demand.data(), loads[k].heats_enclosure ? 1.0 : 0.0,
                loads[k].importance == Importance::safety ? 1.0 : 0.0};
    for (const DegradeStep& degrade_step : loads[k].steps) {
      degraded_below = std::max(degraded_below, degrade_step.below_charge);
    }
  }
  view_.step = hour;
  view_.loads = views_;
  view_.degraded_below = degraded_below;
  if (plant.generator) {
    view_.generator_minimum_run = plant.generator->minimum_run;
    view_.generator_rated = plant.generator->rated;
    if (plant.generator->tank > Volume()) per_tank_ = cubic_metre / plant.generator->tank;
    const double period = std::ceil(plant.generator->refill_every / hour);
    refill_hours_ = static_cast<int>(std::clamp(period, 0.0, double{hours_per_year}));
  }
  if (plant.battery.usable() > Energy()) per_usable_ = joule / plant.battery.usable();
}

PlantYear YearRun::run(const PlantYearOptions& options) {
  state_ = plant_state(plant_, options.initial_charge.value_or(1.0));
  charge_ = plant_.battery.charge(state_.stored);
  if (!options.initial_charge) {
    for (int i = hours_per_year - warm_up_hours; i < hours_per_year; ++i) one_hour(i);
  }
  start_books();
  int i = 0;
  for (int month_index = 0; month_index < months_per_year; ++month_index) {
    const int end = i + 24 * days_in_month(month_index);
    for (; i < end; ++i) {
      one_hour(i);
      book_hour(i, options);
    }
    books_.end_month(month_index);
  }
  return closed_books();
}

/// Shows the plant to the policy and does what it says.
void YearRun::one_hour(int i) {
  take_delivery(i);
  see_weather(i);
  show_plant(i);
  carry_out(policy_.decide(view_, settings_));
}

void YearRun::see_weather(int i) {
  // The cells follow the enclosure's air with a delay: they feel the hour before.
  input_.cells = inside_temperature(plant_.cooling, ambient_, heat_);
  if (!weather_.air.empty()) ambient_ = weather_.air[index(i)];
  if (!weather_.panel_yield.empty()) input_.panels = weather_.panel_yield[index(i)] * panels_;
  if (!weather_.grid.empty()) input_.grid = weather_.grid[index(i)];
  cooling_draw_ = draw_per_heat(plant_.cooling, ambient_);
  Power asked;
  Power safety;
  Power heat;
  for (std::size_t k = 0; k < rows_.size(); ++k) {
    const LoadRow& row = rows_[k];
    const Power demand = row.demand[i];
    const Power with_cooling = demand + row.heats * (cooling_draw_ * demand);
    hours_[k].demand = demand;
    views_[k].demand = with_cooling;
    asked += with_cooling;
    safety += row.is_safety * with_cooling;
    heat += row.heats * demand;
  }
  view_.full.all = asked;
  view_.full.safety = safety;
  full_heat_ = heat;
}

void YearRun::show_plant(int i) {
  plant_step_.show(state_, input_);
  view_.now = Instant(i * hour_ns);
  view_.charge = charge_;
  view_.panels = input_.panels;
  view_.grid = input_.grid;
  view_.quiet_hour = weather_.quiet_hours[index(i % 24)];
  // The second equals the first where the generator cannot run.
  plant_step_.deliverable(view_.without_generator, view_.with_generator);
  if (!plant_.generator) return;
  view_.generator_running = state_.generator_running;
  view_.generator_ran = state_.generator_ran;
  view_.fuel = per_tank_ > 0.0 ? per_tank_ * (state_.fuel / cubic_metre) : 1.0;
  view_.generator_can_run = plant_step_.generator_can_run();
  ran_dry_ = ran_dry_ || !view_.generator_can_run;
}

void YearRun::carry_out(const Setpoint& setpoint) {
  all_full_ = true;
  for (const LoadSetting& setting : settings_) {
    all_full_ = all_full_ && setting.level == 0 && setting.share == 1.0;
  }
  Power load = view_.full.all;
  heat_ = full_heat_;
  if (!all_full_) load = give_less();
  plant_step_.take(state_, load, setpoint, flows_);
  charge_ = std::clamp(per_usable_ * ((state_.stored - plant_.battery.floor()) / joule), 0.0, 1.0);
}

/// Works out what each load gets where not all run in full; returns their power with cooling.
Power YearRun::give_less() {
  Power load;
  heat_ = Power();
  for (std::size_t k = 0; k < views_.size(); ++k) {
    LoadHour& now = hours_[k];
    const LoadSetting& setting = settings_[k];
    now.share = setting.share;
    now.power = 1.0;
    now.work = 1.0;
    if (setting.level > 0) {
      const DegradeStep& degrade_step = views_[k].steps[index(setting.level - 1)];
      now.power = degrade_step.power_factor;
      now.work = degrade_step.work_factor;
    }
    const double running = now.share * now.power;
    load += running * views_[k].demand;
    heat_ += rows_[k].heats * running * now.demand;
  }
  return load;
}

void YearRun::take_delivery(int i) {
  if (per_tank_ <= 0.0) return;
  if (refill_hours_ > 0) {
    if (i == 0) next_delivery_ = 0;
    if (i < next_delivery_) return;
    while (next_delivery_ <= i) next_delivery_ += refill_hours_;
    result_.tank_ran_dry += ran_dry_ ? 1 : 0;
    ran_dry_ = false;
  } else if (per_tank_ * (state_.fuel / cubic_metre) > 0.25) {
    return;
  }
  const Volume delivered = refill(plant_, state_);
  if (delivered <= Volume()) return;
  result_.fuel_delivered += delivered;
  ++result_.deliveries;
}

void YearRun::start_books() {
  at_start_ = state_;
  result_ = PlantYear();
  result_.charge_at_start = state_.stored;
  result_.lowest_charge = charge_;
  ran_dry_ = false;
}

void YearRun::book_hour(int i, const PlantYearOptions& options) {
  if (flows_.shortfall > Energy()) {
    // Only a policy that asks for more than `deliverable` gets here; the shortfall hits all alike.
    const double reached = flows_.load / (flows_.load + flows_.shortfall);
    if (all_full_) give_less();
    for (LoadHour& now : hours_) now.share *= reached;
    heat_ *= reached;
    all_full_ = false;
  }
  books_.book_loads(hours_, all_full_);
  books_.book_flows(flows_);
  books_.book_balance(i / 24, input_.panels - view_.full.all);
  cooling_sum_ += cooling_draw_ * heat_;
  charge_sum_ += charge_;
  result_.lowest_charge = std::min(result_.lowest_charge, charge_);
  peak_load_ = std::max(peak_load_, flows_.load);
  const Temperature inside = inside_temperature(plant_.cooling, ambient_, heat_);
  result_.hottest_inside = std::max(result_.hottest_inside, inside);
  if (!is_within_limits(plant_.cooling, ambient_, heat_, inside)) result_.too_hot += hour;
  if (options.trace) {
    options.trace->flows.push_back(flows_);
    options.trace->charge.push_back(charge_);
    note_asked(*options.trace);
  }
}

void YearRun::note_asked(PlantTrace& trace) const {
  trace.asked.resize(hours_.size());
  for (std::size_t k = 0; k < hours_.size(); ++k) {
    const double level = all_full_ ? 1.0 : hours_[k].power;
    trace.asked[k].push_back(level * hours_[k].demand);
  }
}

PlantYear YearRun::closed_books() {
  books_.close(result_);
  result_.cooling = cooling_sum_ * hour;
  result_.peak_draw = peak_load_ / hour;
  result_.mean_charge = charge_sum_ / hours_per_year;
  result_.battery_cycles =
      equivalent_full_cycles(plant_.battery, state_.discharged - at_start_.discharged);
  result_.generator_time = state_.generator_hours - at_start_.generator_hours;
  result_.generator_starts = state_.generator_starts - at_start_.generator_starts;
  result_.tank_ran_dry += ran_dry_ ? 1 : 0;
  result_.charge_at_end = state_.stored;
  return std::move(result_);
}

}  // namespace

/// A year of hourly steps under a policy.
///
///     for each hour: show the plant to the policy, take its setpoint, step, book
///     cooling of a load = its power * draw_per_heat(ambient)
///
/// Valid for   hourly means; a year that repeats
/// Leaves out  what happens within the hour (see `bridging_energy`), wear during the year
/// Source      the models it calls; renewable share: HOMER Pro 3.12 help, "Renewable fraction"
PlantYear plant_year(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                     const Policy& policy, const PlantYearOptions& options) {
  return YearRun(plant, weather, loads, policy).run(options);
}

}  // namespace islet
