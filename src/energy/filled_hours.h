// Hours in which sun, or sun and grid, carry all and fill the battery to the brim: what is in it
// does not depend on who feeds the loads, so that they are summed up first and balanced together.
#pragma once

#include <array>

#include "base/quantity.h"
#include "energy/bus_balance.h"
#include "energy/plant.h"
#include "energy/plant_year.h"
#include "energy/store_terms.h"
#include "energy/sun_on_bus.h"

namespace islet {

/// Hours of one kind, in which who feeds whom changes in proportion: sums of their hourly means.
struct FilledHours {
  int hours = 0;
  Power sun, grid, load;  ///< sun and grid: that could be had
  Power in;               ///< into the battery
};

/// By kind: no sun; less of it than own draw and loads ask for; more than all.
struct FilledSums {
  FilledHours dark, dim, bright;

  Power load() const { return dark.load + dim.load + bright.load; }
  Power in() const { return dark.in + dim.in + bright.in; }

  /// What was used of grid and sun.
  struct Used {
    Power grid, sun;
  };
  Used used(const Plant& plant, Power own) const;
};

/// Usage: once for a plant and its weather; `run` wherever the battery has been filled.
class FilledCourse {
 public:
  /// `most_load`: of any hour; `own`: what the plant draws itself. The sun must outlive it.
  FilledCourse(const Plant& plant, const PlantWeather& weather, const SunOnBus& sun, Power own,
               Power most_load);

  /// The store's side of the hours: what they begin with, and what they leave.
  struct Store {
    Energy stored, lowest;
    Energy sum;         ///< of what each hour leaves
    Energy from, upto;  ///< runs while `from <= stored < upto`
  };

  /// Runs hours from `i` on while they are filled, at most to `end`; gives the first hour that was
  /// not run. `load`: by hour of the year. Cells must fit charging and discharging until `end`.
  int run(int i, int end, const Power* load, Store& store, FilledSums& sums) const;

 private:
  /// What is the same in hours that follow each other.
  struct Terms {
    const Power* load;
    Power room, least_grid;
    bool by_grid;  ///< it can carry what the sun does not
  };
  int run_kinds(int i, int end, const Terms& terms, FilledSums& sums) const;
  FilledHours* kind_of(Power sun, Power grid, Power load, const Terms& terms,
                       FilledSums& sums) const;
  template <class Kind>
  int run_kind(int i, int end, const Terms& terms, FilledHours& sums) const;

  const SunOnBus& sun_;
  const Power* grid_ = nullptr;
  bool can_be_ = false;  ///< otherwise no hour of this plant is run
  BusRates rates_;
  StoreTerms store_;
  Power own_, charger_max_;
  Power least_grid_;  ///< carries any hour's loads and own draw
};

}  // namespace islet
