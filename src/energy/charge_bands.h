// Charges of a battery as stored energy: which band of a table a store is in, without working out
// its charge.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "energy/load_table.h"
#include "energy/plant.h"

namespace islet {

/// The bands that the charge went through, and since when.
struct BandPath {
  struct Part {
    std::size_t band = 0;
    int from = 0;
  };
  static constexpr std::size_t most = 64;
  std::array<Part, most> parts{};
  std::size_t count = 0;

  const Part& last() const { return parts[count - 1]; }
};

/// What a band is to the loop.
struct BandRow {
  double lower_j = 0;  ///< a store of this and more, below `upper_j`, is in the band
  double upper_j = 0;
  const Power* all = nullptr;
  const double* inside_c = nullptr;
};

/// Usage: once for a plant and a table.
class ChargeBands {
 public:
  ChargeBands(const Plant& plant, const LoadTable& table);

  /// The least stored energy whose charge, as the plant's year rounds it, is `charge` or more;
  /// endless where there is none.
  double least_stored_j(double charge) const;
  double charge_of(double stored_j) const;

  /// Notes the band of the store in `path`; nullptr where it is in none, or no place is left. From
  /// the lowest band on a battery has more than rounding in it.
  const BandRow* enter(double stored_j, int i, BandPath& path) const;

  /// Cells that are neither too cold nor too hot for anything.
  bool fits(double cells_c) const { return cells_c >= from_c_ && cells_c <= to_c_; }
  /// The first hour from `i` on, of those after an hour in some band, whose cells may not fit; the
  /// hours of the year where there is none.
  int fits_until(int i) const { return fits_until_[static_cast<std::size_t>(i)]; }
  double most_load_w() const { return most_load_w_; }

 private:
  std::array<BandRow, LoadTable::bands_max> rows_;
  std::size_t count_;
  double floor_j_, per_usable_;
  double from_c_, to_c_;  ///< cells between these may do all and need no heat
  std::vector<int> fits_until_;
  double most_load_w_ = 0;
};

}  // namespace islet
