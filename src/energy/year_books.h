// The books of a plant-year: sums for each load, month and year, kept cheap for the hourly loop.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "energy/load_table.h"
#include "energy/plant_year.h"
#include "energy/sun_on_bus.h"

namespace islet {

/// What one load got in an hour.
struct LoadHour {
  Power demand;      ///< at full level, without cooling
  double share = 1;  ///< of the hour during which it ran
  double power = 1;  ///< factor of its level
  double work = 1;   ///< factor of its level

  bool is_full() const { return share == 1.0 && power == 1.0 && work == 1.0; }
};

/// Books hours of equal length one hour. Full service is the common case: what loads asked for is
/// summed up once, and the hours note only what was missing from it.
class YearBooks {
 public:
  explicit YearBooks(std::span<const Load> loads);
  /// With sums at hand: hours at unbroken levels are then booked together, see `set_band`.
  explicit YearBooks(const LoadTable& table);

  /// From hour `i` on each load runs at the level of this band of the table the whole hour, until
  /// the next call of this or of `end_runs`.
  void set_band(std::size_t band, int i) {
    if (band == band_) return;
    if (booked_apart_ >= 0) begin_anew();
    times_.note(band_, i, 1);
    times_.note(band, i, -1);
    const bool falls = band > band_;
    const std::size_t first = walked_from_[falls ? band_ : band];
    const std::size_t count = walked_from_[falls ? band : band_] - first;
    band_ = band;
    if (count > 0) walk({&edges_[first], count}, falls ? down : up, i);
  }
  /// Books every load's hours before `i`. The hours from there to `next` are booked by
  /// `book_loads`, those from `next` on by bands again.
  void end_runs(int i, int next);
  /// Books every load's hours to the end of the year.
  void end_last_runs();

  /// One hour. `all_full` says that every load with demand is_full().
  void book_loads(std::span<const LoadHour> hours, bool all_full);
  void book_flows(const StepFlows& flows) { add(month_flows_, flows); }
  void book_demand(int day_index, Power full);
  void end_month(int month_index);
  /// What a flow of the present month is added to.
  StepFlows& month_flows() { return month_flows_; }
  /// Fills in the loads, the flows, the months and what follows from them. `sun` is what the panels
  /// could have given, as a sum of the hourly means of each day.
  void close(PlantYear& result, const DaySums& sun) const;

  static void add(StepFlows& sum, const StepFlows& flows);

 private:
  struct Missing {
    Power spared, refused;  ///< sums over hours
    double hours_asked = 0;
    double hours_refused = 0;
    double hours_degraded = 0;
    Power asked, work_missed;
    int without = 0;  ///< hours of the present spell
    int longest_without = 0;
    // With a table:
    const LoadSums* sums = nullptr;
    int asked_before = 0;  ///< at the last change between running and not
    int stopped = 0;       ///< 1: nothing runs at its present level
  };
  /// When the year went into a band of charge and out of it, by hour of the week: what a load
  /// that repeats weekly asked for there is its sums up to the hours in which the band was left,
  /// less those up to the hours in which it was entered. A crossing costs four additions.
  class BandTimes {
   public:
    void note(std::size_t band, int i, int sign) {
      const unsigned at = static_cast<unsigned>(i);
      left_[at % LoadSums::hours_per_week][band] += sign;
      weeks_[band] += sign * static_cast<int>(at / LoadSums::hours_per_week);
    }
    /// Adds to each band those below it.
    void close();
    LoadSums::Until asked(std::size_t band, const LoadSums& sums) const;

   private:
    using ByBand = std::array<int, LoadTable::bands_max>;
    std::array<ByBand, LoadSums::hours_per_week> left_{};  ///< less those entered
    ByBand weeks_{};                                       ///< whole ones before these hours
  };
  // The two ways to cross an edge.
  static constexpr std::size_t up = 0;
  static constexpr std::size_t down = 1;
  /// One load at the edge between a band of charge and the next one below, where its level changes.
  struct Edge {
    std::size_t load = 0, band = 0;  ///< the band above
    const LoadSums* sums = nullptr;
    /// Of a load that does not repeat weekly: sums up to the crossings up, less those up to the
    /// crossings down.
    LoadSums::Until below;
    std::array<int, 2> stopped{};  ///< 1: nothing runs at the level that is entered
    // What the level below does more than the one above.
    double spares = 0, misses_work = 0, refuses = 0, degrades = 0;

    /// Its crossings have to be looked at one by one.
    bool is_walked() const { return refuses != 0.0 || !sums->is_weekly(); }
    void cross(std::size_t side, int i);
  };

  void note_band(std::size_t side, int i);
  void begin_anew();
  void walk(std::span<Edge> edges, std::size_t side, int i);
  static void book_spell(Missing& missing, int asked_until);
  void add_edges(std::size_t k, Missing& sum) const;

  void book_short(Missing& missing, const LoadHour& hour_of_load);

  const LoadTable* table_ = nullptr;
  std::size_t band_ = 0;
  std::vector<Missing> loads_;
  std::vector<Edge> edges_;  ///< first those that are walked
  std::size_t walked_ = 0;   ///< so many
  /// Where those of a band and of all below it begin.
  std::array<std::size_t, LoadTable::bands_max + 1> walked_from_{};
  BandTimes times_;  ///< closed: by band with all below it
  bool in_spell_ = false;
  int booked_apart_ = -1;  ///< to this hour from the last `end_runs`; the band begins anew there
  StepFlows month_flows_;
  Power month_refused_;
  StepFlows total_;
  std::array<PlantMonth, months_per_year> months_{};
  DaySums day_demand_{};
};

}  // namespace islet
