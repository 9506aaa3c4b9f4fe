// What a run of plain hours takes along from hour to hour. Behind `PlainHours`; nobody else
// includes it.
#pragma once

#include "base/lesser.h"
#include "energy/plain_hours.h"

namespace islet {

/// Lies in memory: loops over many hours keep what they need in registers, and add it up at their
/// end.
struct PlainHours::Course {
  Course(const PlainState& now, PlainSums& year_sums, BandPath& year_path)
      : state(now), sums(year_sums), path(year_path) {}

  /// An hour ends with so much in the store.
  void note(Energy stored) {
    state.stored = stored;
    sums.lowest = lesser(stored, sums.lowest);
    sums.above_floor += stored;
  }

  /// A loop over hours ends with so much in the store, in that band; `charges`: of all its hours.
  /// Called, not inlined, it takes what the loop holds in registers through memory: a third slower.
  [[gnu::always_inline]] void note_hours(Energy stored, const BandRow* in, Energy lowest,
                                         Energy charges) {
    band = in;
    state.stored = stored;
    sums.lowest = lowest;
    sums.above_floor += charges;
  }

  PlainState state;
  PlainSums& sums;
  BandPath& path;
  const BandRow* band = nullptr;  ///< of the store, as it was last looked for; nullptr: in none
  Energy start;                   ///< a resting generator starts below this; checked by the hour
  Energy surely_carried;          ///< with more than this it rests
  bool is_over = false;           ///< an hour that is not plain was met
  bool may_rest = false;          ///< a running generator, in the next hour
  bool starts = false;            ///< a resting one, in the next hour
  bool wants_fuel = false;        ///< a generator rested that could not have run

  /// A battery that was filled to the brim ends the next hour on the grid as this one: its chain
  /// from hour to hour need not be walked again.
  Energy filled_from{-1.0}, filled_to;
  Power room;
};

}  // namespace islet
