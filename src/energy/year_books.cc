#include "energy/year_books.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"

namespace islet {
namespace {

constexpr int days_per_year = hours_per_year / 24;

std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// Sums of each day.
std::array<double, days_per_year> day_sums(std::span<const double> hours) {
  std::array<double, days_per_year> sums{};
  if (hours.empty()) return sums;
  for (std::size_t d = 0; d < days_per_year; ++d) {
    // Sums side by side, since an addition has to wait for the one before.
    std::array<double, 4> parts{};
    for (std::size_t i = 0; i < 24; ++i) parts[i % 4] += hours[24 * d + i];
    sums[d] = (parts[0] + parts[1]) + (parts[2] + parts[3]);
  }
  return sums;
}

/// First day of the 14, around the end of the year, with the least sun against demand.
int worst_fortnight(const std::array<Power, days_per_year>& balance) {
  constexpr int days = 14;
  Power sum;
  for (int i = 0; i < days; ++i) sum += balance[index(i)];
  Power worst = sum;
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

}  // namespace

YearBooks::YearBooks(std::span<const Load> loads) : loads_(loads.size()) {
  for (std::size_t k = 0; k < loads.size(); ++k) {
    CHECK(loads[k].demand.size() == hours_per_year);
    const Power* demand = loads[k].demand.data();
    // Four sums side by side, since an addition has to wait for the one before.
    std::array<Power, 4> asked;
    int hours_asked = 0;
    int negative = 0;
    for (std::size_t i = 0; i < hours_per_year; i += 4) {
      for (std::size_t j = 0; j < 4; ++j) {
        asked[j] += demand[i + j];
        hours_asked += static_cast<int>(demand[i + j] > Power());
        negative += static_cast<int>(demand[i + j] < Power());
      }
    }
    CHECK(negative == 0);
    loads_[k].asked = (asked[0] + asked[1]) + (asked[2] + asked[3]);
    loads_[k].hours_asked = hours_asked;
  }
}

YearBooks::YearBooks(const LoadTable& table)
    : table_(&table), loads_(table.loads().size()), day_demand_(table.day_demand()) {
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    Missing& missing = loads_[k];
    missing.until = table.sums(k).until.data();
    missing.asked = table.sums(k).until.back().demand_w * watt;
    missing.hours_asked = table.sums(k).until.back().hours_asked;
    missing.full_level = missing.level = levels_.size();
    levels_.emplace_back();
    for (const DegradeStep& level : table.loads()[k].steps) {
      // "stop" and "wait" are a level too, but nothing runs there.
      levels_.push_back({Power(), 0, level.power_factor > 0.0 || level.work_factor > 0.0});
    }
  }
}

/// Ends the load's run of hours at one level. Without branches: nobody can foresee them.
void YearBooks::book_run(Missing& missing, int until) {
  const LoadSums::Until& to = missing.until[until];
  AtLevel& level = levels_[missing.level];
  const int asked = to.hours_asked - missing.since.hours_asked;
  level.demand += (to.demand_w - missing.since.demand_w) * watt;
  level.hours_asked += asked;
  const int rest = asked > 0 ? 0 : missing.without;
  missing.without = level.runs ? rest : missing.without + asked;
  missing.longest_without = std::max(missing.longest_without, missing.without);
  in_spell_ = in_spell_ || missing.without > 0;
  missing.since = to;
}

void YearBooks::set_band(std::size_t band, int i) {
  const std::vector<LoadBand>& bands = table_->bands();
  while (band_ != band) {
    const std::size_t next = band_ < band ? band_ + 1 : band_ - 1;
    for (const std::size_t k : bands[std::max(band_, next)].changed) {
      Missing& missing = loads_[k];
      book_run(missing, i);
      missing.level = missing.full_level + static_cast<std::size_t>(bands[next].levels[k]);
    }
    band_ = next;
  }
}

void YearBooks::end_runs(int i, int next) {
  for (Missing& missing : loads_) {
    book_run(missing, i);
    missing.since = missing.until[next];
  }
}

/// What the load missed in the hours that were booked by levels.
void YearBooks::add_levels(std::size_t k, Missing& sum) const {
  if (table_ == nullptr) return;
  const std::vector<DegradeStep>& steps = table_->loads()[k].steps;
  for (std::size_t n = 0; n < steps.size(); ++n) {
    const AtLevel& level = levels_[sum.full_level + n + 1];
    sum.spared += (1.0 - steps[n].power_factor) * level.demand;
    sum.work_missed += (1.0 - steps[n].work_factor) * level.demand;
    if (!level.runs) {
      sum.hours_refused += level.hours_asked;
    } else if (steps[n].power_factor < 1.0) {
      sum.hours_degraded += level.hours_asked;
    }
  }
}

void YearBooks::book_loads(std::span<const LoadHour> hours, bool all_full) {
  if (all_full && !in_spell_) return;
  in_spell_ = false;
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    Missing& missing = loads_[k];
    if (hours[k].demand > Power()) {
      if (all_full || hours[k].is_full()) {
        missing.without = 0;
      } else {
        book_short(missing, hours[k]);
      }
    }
    in_spell_ = in_spell_ || missing.without > 0;
  }
}

void YearBooks::book_short(Missing& missing, const LoadHour& hour_of_load) {
  const double share = hour_of_load.share;
  // "stop" and "wait" are a level too, but nothing runs there.
  const bool runs = hour_of_load.power > 0.0 || hour_of_load.work > 0.0;
  const Power refused = (1.0 - share) * hour_of_load.demand;
  missing.refused += refused;
  missing.spared += share * (1.0 - hour_of_load.power) * hour_of_load.demand;
  missing.work_missed += (1.0 - share * hour_of_load.work) * hour_of_load.demand;
  missing.hours_refused += runs ? 1.0 - share : 1.0;
  if (runs && hour_of_load.power < 1.0) missing.hours_degraded += share;
  month_refused_ += refused;
  missing.without = runs && share >= 1.0 ? 0 : missing.without + 1;
  missing.longest_without = std::max(missing.longest_without, missing.without);
}

void YearBooks::book_demand(int day_index, Power full) { day_demand_[index(day_index)] += full; }

void YearBooks::end_month(int month_index) {
  PlantMonth& books = months_[index(month_index)];
  books.panels = month_flows_.panels;
  books.curtailed = month_flows_.curtailed;
  books.generator = month_flows_.generator;
  books.grid = month_flows_.grid;
  books.used = month_flows_.load;
  books.fuel = month_flows_.fuel;
  books.unserved = month_refused_ * hour;
  add(total_, month_flows_);
  month_flows_ = StepFlows();
  month_refused_ = Power();
}

void YearBooks::close(PlantYear& result, std::span<const double> yield, Power panels) const {
  result.total = total_;
  result.months = months_;
  const std::array<double, days_per_year> sun = day_sums(yield);
  std::array<Power, days_per_year> balance;
  for (std::size_t d = 0; d < balance.size(); ++d) balance[d] = sun[d] * panels - day_demand_[d];
  result.worst_fortnight_day = worst_fortnight(balance);
  result.loads.resize(loads_.size());
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    Missing missing = loads_[k];
    add_levels(k, missing);
    LoadYear& books = result.loads[k];
    books.demanded = missing.asked * hour;
    books.unserved = missing.refused * hour;
    books.spared = missing.spared * hour;
    books.served = std::max(Power(), missing.asked - missing.refused - missing.spared) * hour;
    if (missing.asked > Power()) {
      books.work_share = std::max(0.0, 1.0 - missing.work_missed / missing.asked);
    }
    books.demanded_time = missing.hours_asked * hour;
    books.served_time = std::max(0.0, missing.hours_asked - missing.hours_refused) * hour;
    books.degraded_time = missing.hours_degraded * hour;
    books.longest_without = missing.longest_without * hour;
    result.unserved += books.unserved;
  }
  const Energy brought = total_.generator + total_.grid;
  if (total_.load > Energy()) {
    result.renewable_share = std::max(0.0, 1.0 - brought / total_.load);
  }
}

void YearBooks::add(StepFlows& sum, const StepFlows& flows) {
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

}  // namespace islet
