// What the loads of a year draw in every hour and band of charge. None of it depends on the sizes
// of panels, battery and generator: made once, it serves every plant that is tried at a site.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "energy/plant_year.h"

namespace islet {

/// Hours of the year while the battery's charge lies in one band: each load at the level that its
/// `when_short` asks for there.
struct LoadBand {
  /// The lowest charge of the band, as steps count it (`StepMarks`); the next band lies below.
  double from = 0;
  std::vector<int> levels;           ///< by load
  std::vector<std::size_t> changed;  ///< loads whose level is not that of the band above
  std::vector<Power> all;            ///< of all loads with their cooling
  std::vector<Power> heat;           ///< that the cooler moves
  std::vector<double> inside_c;      ///< air in the enclosure
  /// Sums before each hour, hours_per_year + 1 of them; empty where no hour is too hot.
  std::vector<int> too_hot_until;
  struct Day {
    double most_load_w = 0;
    double hottest_c = -273.15;  ///< of `inside_c`
  };
  std::vector<Day> days;
  double most_load_w = 0;  ///< of the year
  double hottest_c = -273.15;
};

/// What one load asks for before each hour of the year. Most loads repeat week by week: then one
/// week is kept, which stays near at hand where crossings jump through the year.
class LoadSums {
 public:
  struct Until {
    double demand_w = 0;
    int hours_asked = 0;
  };

  explicit LoadSums(std::span<const Power> demand);

  /// A moment of the year as the sums know it: so many whole weeks, and a place within `rows`.
  struct Place {
    int weeks = 0;
    std::size_t row = 0;
  };
  /// Before hour `i`, 0..hours_per_year.
  Place place(int i) const {
    const unsigned at = static_cast<unsigned>(i);
    const unsigned weeks = at / hours_per_week * weekly_;
    return {static_cast<int>(weeks), at - weeks * hours_per_week};
  }
  const Until* rows() const { return rows_.data(); }
  /// Weeks are alike: then a place is an hour of the week.
  bool is_weekly() const { return weekly_ == 1; }
  /// Of one week; 0 where weeks are not alike.
  const Until& week() const { return week_; }

  static constexpr unsigned hours_per_week = 168;

  Until until(int i) const {
    const Place at = place(i);
    return {week_.demand_w * at.weeks + rows_[at.row].demand_w,
            week_.hours_asked * at.weeks + rows_[at.row].hours_asked};
  }

 private:
  std::vector<Until> rows_;
  Until week_;
  unsigned weekly_ = 1;  ///< 0: weeks are not alike
};

/// Usage: once for a site's loads, its air and its cooler; then any number of `plant_year`.
class LoadTable {
 public:
  /// `air`: hours_per_year values or none. What `loads` point to must outlive the table.
  LoadTable(const Cooling& cooling, std::span<const Temperature> air, std::span<const Load> loads);

  std::span<const Load> loads() const { return loads_; }
  std::span<const Temperature> air() const { return air_; }
  const Cooling& cooling() const { return cooling_; }
  /// Some load's heat is moved out by a cooler that draws power.
  bool is_cooled() const { return is_cooled_; }
  /// By falling charge. Charges below the last band are in none: there are at most `bands_max`.
  const std::vector<LoadBand>& bands() const { return bands_; }
  const std::vector<double>& cooling_draw() const { return cooling_draw_; }
  const LoadSums& sums(std::size_t load) const { return sums_[load]; }
  /// What the cells feel on a day, over all bands: the air in the enclosure of the hours before.
  struct CellDay {
    double coldest_c = 1000;
    double hottest_c = -273.15;
  };
  const std::array<CellDay, hours_per_year / 24>& cell_days() const { return cell_days_; }
  /// Of all loads at full level, over each day.
  const std::array<Power, hours_per_year / 24>& day_demand() const { return day_demand_; }

  static constexpr std::size_t bands_max = 12;

 private:
  /// By load, of its demand with cooling at full level.
  using WithCooling = std::vector<std::vector<Power>>;

  void fill(LoadBand& band, const WithCooling& with_cooling);
  void add_heat(LoadBand& band);
  void count_too_hot(LoadBand& band) const;
  Temperature ambient(std::size_t i) const { return air_.empty() ? celsius(20) : air_[i]; }

  std::vector<Load> loads_;
  std::span<const Temperature> air_;
  Cooling cooling_;
  std::vector<double> cooling_draw_;  ///< watts per watt of heat, by hour
  std::vector<LoadBand> bands_;
  std::array<CellDay, hours_per_year / 24> cell_days_{};
  std::vector<LoadSums> sums_;
  bool is_cooled_ = false;
  bool air_fits_ = true;  ///< the cooler's range holds every hour's
  std::array<Power, hours_per_year / 24> day_demand_{};
};

}  // namespace islet
