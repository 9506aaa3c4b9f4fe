// The seconds between the loss of a source and a generator that carries the load: cranking,
// warming up, transfer, load in steps; and whether the battery lasts that long.
#pragma once

#include <optional>
#include <vector>

#include "base/quantity.h"
#include "energy/generator.h"
#include "energy/ups.h"

namespace islet {

/// How a set comes to the load.
struct SetStart {
  Power rated;
  Duration notice = 1.0 * second;    ///< until the loss is believed
  Duration crank = 10.0 * second;    ///< one attempt, to rated speed if it works
  Duration rest = 10.0 * second;     ///< between attempts
  int cranks = 3;                    ///< attempts in all, at least 1
  double crank_failure = 0.01;       ///< of one attempt, by itself
  double start_failure = 0;          ///< of all attempts together: a flat battery, no fuel
  Duration warm_up;                  ///< before it may take load
  Duration transfer = 1.0 * second;  ///< of the switch
  double first_step = 0.6;           ///< of the rating, that it may take at once
  double next_step = 0.2;            ///< of the rating, each further one
  Duration between_steps = 5.0 * second;
};

/// The usual way of a set to its load, with its own rating and chance to fail.
SetStart start_of(const Generator& set);

/// From the loss of the source to the first load, where that attempt (from 1 on) works.
Duration first_load_after(const SetStart& set, int attempt);

/// Chance, 0..1, that no attempt works: somebody has to come (`set_repair`).
double no_start(const SetStart& set);

/// The store that carries the load meanwhile.
struct BridgeStore {
  Energy usable;  ///< of the charge that is surely there
  Power power;    ///< at its output
  double efficiency = 0.95;
};

/// The same with what a UPS holds for `load`, which comes after the store, or in its place where
/// the store has too little power.
BridgeStore with_ups(BridgeStore store, const std::optional<Ups>& ups, Power load);

/// What happens when the attempt number `attempt` (from 1) is the first that works.
struct BridgeCourse {
  int attempt = 0;
  double chance = 0;       ///< of this course
  Duration to_first_load;  ///< the set takes its first step
  Duration to_full_load;   ///< the store is free again
  Energy from_store;       ///< at its output
  bool lasts = false;      ///< the store has the power and the energy
};

struct Bridge {
  std::vector<BridgeCourse> courses;  ///< one for each attempt
  int load_steps = 0;                 ///< in which the load is taken over
  bool set_is_enough = false;         ///< the set can carry the whole load
  double chance_carried = 0;          ///< that the load is carried without a break
  Duration hold_time;                 ///< how long the store alone lasts
  Energy spare;                       ///< left in the store after the worst course, at its output
};

/// Bridges the loss of a source at a constant load. `spare` is negative when the worst course is
/// not covered.
Bridge bridge(const SetStart& set, const BridgeStore& store, Power load);

/// Energy that a store must hold for the worst course.
Energy store_needed(const SetStart& set, double store_efficiency, Power load);

}  // namespace islet
