// Charges of a battery as stored energy: which band of a table a store is in, without working out
// its charge.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "energy/load_table.h"
#include "energy/plant.h"
#include "energy/policy.h"

namespace islet {

/// The bands that the charge went through, and since when.
struct BandPath {
  struct Part {
    std::size_t band = 0;
    int from = 0;
  };
  static constexpr std::size_t most = 800;  ///< more than hours in a month
  std::array<Part, most> parts;
  std::size_t count = 0;

  /// The part that the hour before `i` lies in; the path has one.
  const Part& before(int i) const {
    std::size_t last = count - 1;
    while (last > 0 && parts[last].from >= i) --last;
    return parts[last];
  }
};

/// What a band is to the loop.
struct BandRow {
  Energy lower;  ///< a store of this and more, below `upper`, is in the band
  Energy upper;
  const Power* all = nullptr;
  const double* inside_c = nullptr;
};

/// Usage: once for a plant and a table.
class ChargeBands {
 public:
  /// `marks`: where the policy takes the steps of the loads to lie.
  ChargeBands(const Plant& plant, const LoadTable& table, const StepMarks& marks);

  /// The least stored energy whose charge, as the plant's year rounds it, is `charge` or more;
  /// endless where there is none.
  Energy least_stored(double charge) const;
  double charge_of(Energy stored) const;
  const BandRow& row(std::size_t band) const { return rows_[band]; }

  /// Notes the band of the store in `path`; nullptr where it is in none, or no place is left. From
  /// the lowest band on a battery has more than rounding in it.
  const BandRow* enter(Energy stored, int i, BandPath& path) const {
    return note(stored < rows_[0].lower ? below(stored, &rows_[0]) : &rows_[0], i, path);
  }
  /// The same for a store that was in `band` before; false where it is in none.
  bool follow(Energy stored, int i, const BandRow*& band, BandPath& path) const {
    if (stored >= band->lower && stored < band->upper) return true;
    band = note(stored < band->lower ? below(stored, band) : above(stored, band), i, path);
    return band != nullptr;
  }

  /// Cells that are neither too cold nor too hot for anything.
  bool fits(double cells_c) const { return cells_c >= from_c_ && cells_c <= to_c_; }
  /// The first hour from `i` on, of those after an hour in some band, whose cells may not fit; the
  /// hours of the year where there is none. Told by whole days.
  int fits_until(int i) const {
    return i >= hours_per_year ? i : std::max(i, fits_until_[static_cast<std::size_t>(i / 24)]);
  }
  /// The first hour from `i` on whose cells fit, with those of its day.
  int fits_from(int i) const {
    return i >= hours_per_year ? i : std::max(i, fits_from_[static_cast<std::size_t>(i / 24)]);
  }
  Power most_load() const { return most_load_; }
  /// What all loads ask for at full level, by hour of the year.
  const Power* full() const { return rows_.front().all; }

 private:
  /// The bands that the store has fallen to from `band`, or risen to; one behind the last is none.
  const BandRow* below(Energy stored, const BandRow* band) const {
    do {
      ++band;
    } while (band < &rows_[0] + count_ && stored < band->lower);
    return band;
  }
  static const BandRow* above(Energy stored, const BandRow* band) {
    do {
      --band;
    } while (stored >= band->upper);
    return band;
  }
  const BandRow* note(const BandRow* band, int i, BandPath& path) const {
    const auto at = static_cast<std::size_t>(band - &rows_[0]);
    if (at == count_ || path.count == BandPath::most) return nullptr;
    path.parts[path.count++] = {at, i};
    return band;
  }

  std::array<BandRow, LoadTable::bands_max> rows_;
  std::size_t count_;
  Energy floor_;
  double per_usable_;
  double from_c_, to_c_;  ///< cells between these may do all and need no heat
  // By day: the first hour of the next day that does not fit, and of the next that does.
  std::array<int, hours_per_year / 24> fits_until_{}, fits_from_{};
  Power most_load_;
};

}  // namespace islet
