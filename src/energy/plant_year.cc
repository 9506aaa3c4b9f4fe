#include "energy/plant_year.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"

namespace islet {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;
/// Hours of November and December, run unbooked to find the charge of 1 January.
constexpr int warm_up_hours = 61 * 24;
constexpr int days_per_year = hours_per_year / 24;

std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// One load while the year runs.
struct Running {
  Power demand;   ///< of this hour, without cooling
  double factor;  ///< 1 + its share of the cooling
  double work_asked = 0;
  double work_done = 0;
  Duration without;  ///< of the present spell
};

/// The year as it is run: state, what policies are shown, and the books.
class YearRun {
 public:
  YearRun(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
          const Policy& policy)
      : plant_(plant),
        weather_(weather),
        loads_(loads),
        policy_(policy),
        running_(loads.size()),
        views_(loads.size()),
        settings_(loads.size()) {
    for (std::size_t i = 0; i < loads.size(); ++i) {
      CHECK(loads[i].demand.size() == hours_per_year);
      views_[i].name = loads[i].name;
      views_[i].importance = loads[i].importance;
      views_[i].steps = loads[i].steps;
    }
    CHECK(weather.panel_yield.empty() || weather.panel_yield.size() == hours_per_year);
    CHECK(weather.air.empty() || weather.air.size() == hours_per_year);
    CHECK(weather.grid.empty() || weather.grid.size() == hours_per_year);
    view_.step = hour;
    view_.loads = views_;
    if (plant.generator) {
      view_.generator_minimum_run = plant.generator->minimum_run;
      view_.generator_rated = plant.generator->rated;
    }
    result_.loads.resize(loads.size());
    state_ = plant_state(plant, 1.0);
  }

  PlantYear run(const PlantYearOptions& options) {
    if (options.initial_charge) {
      state_ = plant_state(plant_, *options.initial_charge);
    } else {
      for (int i = hours_per_year - warm_up_hours; i < hours_per_year; ++i) one_hour(i);
    }
    start_books();
    for (int day_index = 0; day_index < days_per_year; ++day_index) {
      PlantMonth& month_books = result_.months[index(month_of_day(day_index))];
      day_balance_[index(day_index)] = Energy();
      for (int i = day_index * 24; i < day_index * 24 + 24; ++i) {
        const StepFlows flows = one_hour(i);
        book_loads(flows, month_books);
        book_plant(flows, month_books, day_index);
        if (options.trace) {
          options.trace->flows.push_back(flows);
          options.trace->charge.push_back(plant_.battery.charge(state_.stored));
        }
      }
    }
    close_books();
    return std::move(result_);
  }

 private:
  /// Fills `view_` for one hour and lets the policy decide; then moves the plant on.
  StepFlows one_hour(int i);
  void show_loads(int i, double cooling_draw);
  void take_delivery(int i);
  void start_books();
  void book_loads(const StepFlows& flows, PlantMonth& month_books);
  void book_plant(const StepFlows& flows, PlantMonth& month_books, int day_index);
  void close_books();

  const Plant& plant_;
  const PlantWeather& weather_;
  std::span<const Load> loads_;
  const Policy& policy_;
  PlantState state_;
  PlantView view_;
  std::vector<Running> running_;
  std::vector<LoadView> views_;
  std::vector<LoadSetting> settings_;
  StepInput input_;
  Power heat_;   ///< moved out of the enclosure in the hour before
  Power asked_;  ///< by all loads in this hour, with cooling
  Temperature ambient_ = celsius(20);
  PlantYear result_;
  std::array<Energy, days_per_year> day_balance_{};
  double charge_sum_ = 0;
  bool ran_dry_ = false;
  int start_count_ = 0;
  Duration start_hours_;
  Energy start_discharged_;
};

void YearRun::show_loads(int i, double cooling_draw) {
  asked_ = Power();
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    Running& running = running_[k];
    running.demand = loads_[k].demand[index(i)];
    running.factor = loads_[k].heats_enclosure ? 1.0 + cooling_draw : 1.0;
    views_[k].demand = running.factor * running.demand;
    asked_ += views_[k].demand;
  }
}

StepFlows YearRun::one_hour(int i) {
  take_delivery(i);
  ambient_ = weather_.air.empty() ? celsius(20) : weather_.air[index(i)];
  input_.cells = inside_temperature(plant_.cooling, ambient_, heat_);
  input_.panels = weather_.panel_yield.empty()
                      ? Power()
                      : weather_.panel_yield[index(i)] * plant_.panel_health * plant_.panel_rated;
  input_.grid = weather_.grid.empty() ? Power() : weather_.grid[index(i)];
  show_loads(i, draw_per_heat(plant_.cooling, ambient_));

  view_.now = Instant(i * hour_ns);
  view_.charge = plant_.battery.charge(state_.stored);
  view_.panels = input_.panels;
  view_.grid = input_.grid;
  view_.quiet_hour = weather_.quiet_hours[index(i % 24)];
  view_.without_generator = deliverable(plant_, state_, hour, input_, false);
  if (plant_.generator) {
    view_.generator_running = state_.generator_running;
    view_.generator_ran = state_.generator_ran;
    view_.fuel = plant_.generator->tank > Volume() ? state_.fuel / plant_.generator->tank : 1.0;
    view_.generator_can_run = output_limit(*plant_.generator, state_.fuel, hour) > Power();
    ran_dry_ = ran_dry_ || !view_.generator_can_run;
    view_.with_generator = view_.generator_can_run ? deliverable(plant_, state_, hour, input_, true)
                                                   : view_.without_generator;
  }
  const Setpoint setpoint = policy_.decide(view_, settings_);
  input_.load = Power();
  heat_ = Power();
  for (std::size_t k = 0; k < views_.size(); ++k) {
    const Power power = draw(views_[k], settings_[k]);
    input_.load += power;
    if (loads_[k].heats_enclosure) heat_ += power / running_[k].factor;
  }
  return step(plant_, state_, hour, input_, setpoint);
}

void YearRun::take_delivery(int i) {
  if (!plant_.generator || plant_.generator->tank <= Volume()) return;
  const Generator& set = *plant_.generator;
  if (set.refill_every > Duration()) {
    const auto period = static_cast<std::int64_t>(set.refill_every / hour);
    if (period > 0 && i % period != 0) return;
    result_.tank_ran_dry += ran_dry_ ? 1 : 0;
    ran_dry_ = false;
  } else if (state_.fuel > 0.25 * set.tank) {
    return;
  }
  const Volume delivered = refill(plant_, state_);
  if (delivered <= Volume()) return;
  result_.fuel_delivered += delivered;
  ++result_.deliveries;
}

void YearRun::start_books() {
  result_.charge_at_start = state_.stored;
  result_.lowest_charge = plant_.battery.charge(state_.stored);
  start_count_ = state_.generator_starts;
  start_hours_ = state_.generator_hours;
  start_discharged_ = state_.discharged;
  ran_dry_ = false;
  result_.tank_ran_dry = 0;
  result_.deliveries = 0;
  result_.fuel_delivered = Volume();
}

void YearRun::book_loads(const StepFlows& flows, PlantMonth& month_books) {
  // A policy that asks for more than `deliverable` would leave a shortfall; it then hits all alike.
  const Energy wanted = flows.load + flows.shortfall;
  const double reached = flows.shortfall > Energy() ? flows.load / wanted : 1.0;
  for (std::size_t k = 0; k < running_.size(); ++k) {
    Running& running = running_[k];
    if (running.demand <= Power()) continue;
    LoadYear& year_books = result_.loads[k];
    const LoadSetting& setting = settings_[k];
    const double share = setting.share * reached;
    double power_factor = 1.0;
    double work_factor = 1.0;
    if (setting.level > 0) {
      const DegradeStep& degrade_step = views_[k].steps[index(setting.level - 1)];
      power_factor = degrade_step.power_factor;
      work_factor = degrade_step.work_factor;
    }
    const Energy asked = running.demand * hour;
    const Energy served = share * power_factor * asked;
    const Energy refused = (1.0 - share) * asked;
    // "stop" and "wait" are a level too, but nothing runs there.
    const bool runs = power_factor > 0.0 || work_factor > 0.0;
    year_books.demanded += asked;
    year_books.served += served;
    year_books.unserved += refused;
    year_books.spared += asked - served - refused;
    year_books.demanded_time += hour;
    year_books.served_time += runs ? share * hour : Duration();
    if (runs && setting.level > 0) year_books.degraded_time += share * hour;
    running.work_asked += asked / watt_hour;
    running.work_done += share * work_factor * (asked / watt_hour);
    if (runs && share >= 1.0) {
      running.without = Duration();
    } else {
      running.without += hour;
      year_books.longest_without = std::max(year_books.longest_without, running.without);
    }
    result_.cooling += (running.factor - 1.0) * served;
    result_.unserved += refused;
    month_books.unserved += refused;
  }
}

void add(StepFlows& sum, const StepFlows& flows) {
  sum.panels += flows.panels;
  sum.curtailed += flows.curtailed;
  sum.generator += flows.generator;
  sum.grid += flows.grid;
  sum.battery_in += flows.battery_in;
  sum.battery_out += flows.battery_out;
  sum.load += flows.load;
  sum.shortfall += flows.shortfall;
  sum.own += flows.own;
  sum.heater += flows.heater;
  sum.conversion_loss += flows.conversion_loss;
  sum.battery_loss += flows.battery_loss;
  sum.dumped += flows.dumped;
  sum.fuel += flows.fuel;
  sum.taken_from_store += flows.taken_from_store;
}

void YearRun::book_plant(const StepFlows& flows, PlantMonth& month_books, int day_index) {
  add(result_.total, flows);
  month_books.panels += flows.panels;
  month_books.curtailed += flows.curtailed;
  month_books.generator += flows.generator;
  month_books.grid += flows.grid;
  month_books.used += flows.load;
  month_books.fuel += flows.fuel;
  day_balance_[index(day_index)] += (input_.panels - asked_) * hour;
  const double charge = plant_.battery.charge(state_.stored);
  charge_sum_ += charge;
  result_.lowest_charge = std::min(result_.lowest_charge, charge);
  result_.peak_draw = std::max(result_.peak_draw, flows.load / hour);
  result_.hottest_inside =
      std::max(result_.hottest_inside, inside_temperature(plant_.cooling, ambient_, heat_));
  if (!is_within_limits(plant_.cooling, ambient_, heat_)) result_.too_hot += hour;
}

/// First day of the 14, around the end of the year, with the least sun against demand.
int worst_fortnight(const std::array<Energy, days_per_year>& balance) {
  constexpr int days = 14;
  Energy sum;
  for (int i = 0; i < days; ++i) sum += balance[index(i)];
  Energy worst = sum;
  int first = 0;
  for (int i = 1; i < days_per_year; ++i) {
    sum += balance[index((i + days - 1) % days_per_year)] - balance[index(i - 1)];
    if (sum < worst) {
      worst = sum;
      first = i;
    }
  }
  return first;
}

void YearRun::close_books() {
  for (std::size_t k = 0; k < running_.size(); ++k) {
    if (running_[k].work_asked > 0.0) {
      result_.loads[k].work_share = running_[k].work_done / running_[k].work_asked;
    }
  }
  const Energy brought = result_.total.generator + result_.total.grid;
  if (result_.total.load > Energy()) {
    result_.renewable_share = std::max(0.0, 1.0 - brought / result_.total.load);
  }
  result_.battery_cycles =
      equivalent_full_cycles(plant_.battery, state_.discharged - start_discharged_);
  result_.mean_charge = charge_sum_ / hours_per_year;
  result_.generator_time = state_.generator_hours - start_hours_;
  result_.generator_starts = state_.generator_starts - start_count_;
  result_.tank_ran_dry += ran_dry_ ? 1 : 0;
  result_.worst_fortnight_day = worst_fortnight(day_balance_);
  result_.charge_at_end = state_.stored;
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
