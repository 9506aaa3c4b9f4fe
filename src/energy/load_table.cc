#include "energy/load_table.h"

#include <algorithm>
#include <cstddef>
#include <functional>

#include "base/check.h"
#include "base/lesser.h"
#include "energy/cooling.h"

namespace islet {
namespace {

constexpr std::size_t hours = hours_per_year;

/// Charges at which some load changes its level, by falling charge; 0 closes the last band.
std::vector<double> band_ends(std::span<const Load> loads) {
  std::vector<double> ends = {0.0};
  for (const Load& load : loads) {
    for (const DegradeStep& degrade_step : load.steps) {
      if (degrade_step.below_charge > 0.0) ends.push_back(degrade_step.below_charge);
    }
  }
  std::sort(ends.begin(), ends.end(), std::greater<>());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  if (ends.size() > LoadTable::bands_max) ends.resize(LoadTable::bands_max);
  return ends;
}

/// Adds `factor` times `more`, hour by hour.
void add_to(std::vector<Power>& sum, double factor, std::span<const Power> more) {
  Power* __restrict const to = sum.data();
  const Power* __restrict const from = more.data();
  for (std::size_t i = 0; i < hours; ++i) to[i] += factor * from[i];
}

int level_at(const Load& load, double charge) {
  int level = 0;
  for (const DegradeStep& degrade_step : load.steps) {
    if (charge >= degrade_step.below_charge) break;
    ++level;
  }
  return level;
}

}  // namespace

LoadSums::LoadSums(std::span<const Power> demand) {
  CHECK(demand.size() == hours);
  for (std::size_t i = hours_per_week; i < hours; ++i) {
    if (demand[i] != demand[i - hours_per_week]) weekly_ = 0;
  }
  rows_.resize((weekly_ == 1 ? hours_per_week : hours) + 1);
  for (std::size_t i = 0; i + 1 < rows_.size(); ++i) {
    const double demand_w = demand[i] / watt;
    CHECK(demand_w >= 0.0);
    const Until& before = rows_[i];
    rows_[i + 1] = {before.demand_w + demand_w, before.hours_asked + (demand_w > 0.0 ? 1 : 0)};
  }
  if (weekly_ == 1) week_ = rows_.back();
}

LoadTable::LoadTable(const Cooling& cooling, std::span<const Temperature> air,
                     std::span<const Load> loads)
    : loads_(loads.begin(), loads.end()), air_(air), cooling_(cooling), cooling_draw_(hours) {
  CHECK(air.empty() || air.size() == hours);
  for (std::size_t i = 0; i < hours; ++i) {
    cooling_draw_[i] = draw_per_heat(cooling, ambient(i));
    air_fits_ = air_fits_ && ambient(i) >= cooling.ambient_min && ambient(i) <= cooling.ambient_max;
  }
  WithCooling with_cooling(loads_.size(), std::vector<Power>(hours));
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    sums_.emplace_back(loads_[k].demand);
    const double heats = loads_[k].heats_enclosure ? 1.0 : 0.0;
    const Power* demand = loads_[k].demand.data();
    for (std::size_t i = 0; i < hours; ++i) {
      with_cooling[k][i] = demand[i] + heats * (cooling_draw_[i] * demand[i]);
    }
  }
  for (const double from : band_ends(loads_)) {
    LoadBand band;
    band.from = from;
    for (const Load& load : loads_) band.levels.push_back(level_at(load, from));
    for (std::size_t k = 0; k < loads_.size() && !bands_.empty(); ++k) {
      if (band.levels[k] != bands_.back().levels[k]) band.changed.push_back(k);
    }
    fill(band, with_cooling);
    for (std::size_t i = 0; i + 1 < hours; ++i) {
      CellDay& cells = cell_days_[(i + 1) / 24];
      cells.coldest_c = std::min(cells.coldest_c, band.inside_c[i]);
      cells.hottest_c = std::max(cells.hottest_c, band.inside_c[i]);
    }
    bands_.push_back(std::move(band));
  }
  for (std::size_t i = 0; i < hours; ++i) day_demand_[i / 24] += bands_.front().all[i];
}

/// Adds load after load, in the order and with the roundings of the step-by-step year.
void LoadTable::fill(LoadBand& band, const WithCooling& with_cooling) {
  band.all.resize(hours);
  band.heat.resize(hours);
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    const Load& load = loads_[k];
    const int level = band.levels[k];
    const double running =
        level == 0 ? 1.0 : load.steps[static_cast<std::size_t>(level - 1)].power_factor;
    if (running == 0.0) continue;
    add_to(band.all, running, with_cooling[k]);
    if (load.heats_enclosure) add_to(band.heat, running, load.demand);
  }
  add_heat(band);
}

/// The air inside, and what of it and of the loads is highest on each day.
void LoadTable::add_heat(LoadBand& band) {
  band.inside_c.resize(hours);
  band.days.resize(hours / 24);
  Power most_heat;
  for (std::size_t day_index = 0; day_index < band.days.size(); ++day_index) {
    LoadBand::Day day_of;
    for (std::size_t i = 24 * day_index; i < 24 * (day_index + 1); ++i) {
      band.inside_c[i] = inside_temperature(cooling_, ambient(i), band.heat[i]).in_celsius();
      most_heat = greater(band.heat[i], most_heat);
      day_of.most_load_w = greater(band.all[i] / watt, day_of.most_load_w);
      day_of.hottest_c = greater(band.inside_c[i], day_of.hottest_c);
    }
    band.days[day_index] = day_of;
    band.most_load_w = std::max(band.most_load_w, day_of.most_load_w);
    band.hottest_c = std::max(band.hottest_c, day_of.hottest_c);
  }
  const bool has_cooler = cooling_.heat_max > Power();
  const bool is_fit = celsius(band.hottest_c) <= cooling_.inside_max &&
                      (!has_cooler || (air_fits_ && most_heat <= cooling_.heat_max));
  if (!is_fit) count_too_hot(band);
  for (std::size_t i = 0; i < hours && !is_cooled_; ++i) {
    is_cooled_ = cooling_draw_[i] * band.heat[i] > Power();
  }
}

void LoadTable::count_too_hot(LoadBand& band) const {
  band.too_hot_until.resize(hours + 1);
  for (std::size_t i = 0; i < hours; ++i) {
    const bool is_fit =
        is_within_limits(cooling_, ambient(i), band.heat[i], celsius(band.inside_c[i]));
    band.too_hot_until[i + 1] = band.too_hot_until[i] + (is_fit ? 0 : 1);
  }
  if (band.too_hot_until.back() == 0) band.too_hot_until.clear();
}

}  // namespace islet
