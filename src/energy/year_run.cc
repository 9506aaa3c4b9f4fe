#include "energy/year_run.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/clock_hour.h"

namespace islet {
namespace {

/// Hours of December, run unbooked to find the charge of 1 January.
constexpr int december = 31 * 24;
/// The last delivery may lie further back: then the tank is known from there on. At least so long,
/// so that the charge is found, and at most, so that it does not take another year.
constexpr int warm_up_least = 24 * 24;
constexpr int warm_up_most = 62 * 24;

std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// The hour from which the end of the year is run before the year. `refill_hours`: 0 on call.
int first_of_warm_up(int refill_hours) {
  if (refill_hours > 0) {
    const int delivered = (hours_per_year - warm_up_least) / refill_hours * refill_hours;
    if (hours_per_year - delivered <= warm_up_most) return delivered;
  }
  return hours_per_year - december;
}

}  // namespace

YearRun::YearRun(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                 const Policy& policy, YearBooks books)
    : plant_(plant),
      plant_step_(plant, hour),
      weather_(weather),
      loads_(loads),
      policy_(policy),
      step_marks_(policy.steps()),
      panels_(plant.panel_health * plant.panel_rated),
      offered_(offered_by_day(weather.panel_yield, panels_)),
      views_(loads.size()),
      settings_(loads.size()),
      rows_(loads.size()),
      hours_(loads.size()),
      books_(std::move(books)) {
  prepare();
}

YearRun::YearRun(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                 const Policy& policy)
    : YearRun(plant, weather, loads, policy, YearBooks(loads)) {}

YearRun::YearRun(const Plant& plant, const PlantWeather& weather, const LoadTable& table,
                 const Policy& policy)
    : YearRun(plant, weather, table.loads(), policy, YearBooks(table)) {
  CHECK(table.air().data() == weather.air.data());
  CHECK(table.cooling().heat_max == plant.cooling.heat_max);
  table_ = &table;
  if (policy.plain() == nullptr) return;
  charge_bands_.emplace(plant, table, step_marks_);
  sun_.emplace(plant, weather);
  plain_.emplace(plant, weather, *policy.plain(), *charge_bands_, *sun_);
}

void YearRun::prepare() {
  CHECK(weather_.panel_yield.empty() || weather_.panel_yield.size() == hours_per_year);
  CHECK(weather_.air.empty() || weather_.air.size() == hours_per_year);
  CHECK(weather_.grid.empty() || weather_.grid.size() == hours_per_year);
  double degraded_below = 0.0;
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    views_[k] = {loads_[k].name, loads_[k].importance, Power(), loads_[k].steps};
    rows_[k] = {loads_[k].demand.data(), loads_[k].heats_enclosure ? 1.0 : 0.0,
                loads_[k].importance == Importance::safety ? 1.0 : 0.0};
    for (const DegradeStep& degrade_step : loads_[k].steps) {
      degraded_below = std::max(degraded_below, degrade_step.below_charge);
    }
  }
  view_.step = hour;
  view_.loads = views_;
  view_.degraded_below = degraded_below;
  if (plant_.generator) {
    view_.generator_minimum_run = plant_.generator->minimum_run;
    view_.generator_rated = plant_.generator->rated;
    if (plant_.generator->tank > Volume()) per_tank_ = cubic_metre / plant_.generator->tank;
    const double period = std::ceil(plant_.generator->refill_every / hour);
    refill_hours_ = static_cast<int>(std::clamp(period, 0.0, double{hours_per_year}));
  }
  if (plant_.battery.usable() > Energy()) per_usable_ = joule / plant_.battery.usable();
  if (policy_.looks_ahead() > 0) {
    days_before_.emplace(plant_, weather_, set_demand(plant_, weather_, loads_),
                         policy_.looks_ahead());
  }
}

PlantYear YearRun::run(const PlantYearOptions& options) {
  state_ = plant_state(plant_, options.initial_charge.value_or(1.0));
  charge_ = plant_.battery.charge(state_.stored);
  if (!options.initial_charge) {
    for (int i = first_of_warm_up(refill_hours_); i < hours_per_year; ++i) {
      i = plain_hours(i, hours_per_year);
      if (i < hours_per_year) one_hour(i);
    }
  }
  start_books();
  if (options.trace) make_room(*options.trace);
  int i = 0;
  for (int month_index = 0; month_index < months_per_year; ++month_index) {
    const int first = i;
    const int end = i + 24 * days_in_month(month_index);
    for (; i < end; ++i) {
      i = plain_hours(i, end);
      if (i == end) break;
      one_hour(i);
      book_hour(i, options);
    }
    take_quick_sums(first / 24, end / 24);
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
  cooling_draw_ = table_ != nullptr ? table_->cooling_draw()[index(i)]
                                    : draw_per_heat(plant_.cooling, ambient_);
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
  view_.now = start_of_hour(i);
  view_.charge = charge_;
  view_.panels = input_.panels;
  view_.grid = input_.grid;
  view_.quiet_hour = weather_.quiet_hours[index(i % 24)];
  // The second equals the first where the generator cannot run.
  plant_step_.deliverable(view_.without_generator, view_.with_generator);
  if (!plant_.generator) return;
  if (days_before_) days_before_->look(i, view_.outlook);
  view_.generator_running = state_.generator_running;
  view_.generator_ran = state_.generator_ran;
  view_.fuel = per_tank_ > 0.0 ? per_tank_ * (state_.fuel / cubic_metre) : 1.0;
  view_.generator_can_run = plant_step_.generator_can_run();
  ran_dry_ = ran_dry_ || !view_.generator_can_run;
}

void YearRun::carry_out(const Setpoint& setpoint) {
  // Without branches, which nobody can foresee.
  unsigned less = 0;
  unsigned refused = 0;
  for (const LoadSetting& setting : settings_) {
    refused |= static_cast<unsigned>(setting.share < 1.0);
    less |= static_cast<unsigned>(setting.level);
  }
  is_short_ = refused != 0;
  all_full_ = (refused | less) == 0;
  Power load = view_.full.all;
  heat_ = full_heat_;
  if (!all_full_) load = give_less();
  plant_step_.take(state_, load, setpoint, flows_);
  if (per_usable_ <= 0.0) return;  // no store: its charge stays what it is
  charge_ = std::clamp(per_usable_ * ((state_.stored - plant_.battery.floor()) / joule), 0.0, 1.0);
}

/// Works out what each load gets where not all run in full; returns their power with cooling.
Power YearRun::give_less() {
  Power load, heat;
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
    heat += rows_[k].heats * running * now.demand;
  }
  heat_ = heat;
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
  plain_sums_ = PlainSums();
  band_sums_ = BandSums();
  books_are_open_ = true;
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
  book_levels(i);
  books_.book_flows(flows_);
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
    options.trace->inside.push_back(inside);
    if (per_tank_ > 0.0) options.trace->tank.push_back(state_.fuel);
    note_asked(*options.trace);
  }
}

void YearRun::make_room(PlantTrace& trace) const {
  trace.flows.reserve(hours_per_year);
  trace.charge.reserve(hours_per_year);
  trace.inside.reserve(hours_per_year);
  if (per_tank_ > 0.0) trace.tank.reserve(hours_per_year);
  trace.asked.resize(hours_.size());
  for (std::vector<Power>& each : trace.asked) each.reserve(hours_per_year);
}

void YearRun::note_asked(PlantTrace& trace) const {
  for (std::size_t k = 0; k < hours_.size(); ++k) {
    const double level = all_full_ ? 1.0 : hours_[k].power;
    trace.asked[k].push_back(level * hours_[k].demand);
  }
}

PlantYear YearRun::closed_books() {
  if (table_ != nullptr) books_.end_last_runs();
  books_.close(result_, offered_);
  result_.cooling = cooling_sum_ * hour;
  if (table_ != nullptr && table_->is_cooled()) {
    // What the loads drew beyond what they got.
    result_.cooling = result_.total.load;
    for (const LoadYear& load : result_.loads) result_.cooling -= load.served;
  }
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

}  // namespace islet
