#include "energy/failed_start.h"

#include <algorithm>

#include "base/check.h"
#include "energy/plant.h"
#include "energy/policy.h"

namespace islet {
namespace {

constexpr Duration step_time = 10.0 * second;
constexpr std::size_t classes = importance_count;
constexpr int steps_max = 30 * 24 * 360;
/// Charge at which a class goes: low work at once, the others as the store empties, so that no
/// class waits for an empty store. Assumption, grade D, 2026-11.
constexpr ClassShares shed_below = {0, 0.5, 0.75, 1.0};

Plant plant_of(const BridgeStore& store) {
  Plant plant;
  plant.battery.capacity = store.usable;
  plant.battery.discharge_max = store.power / store.efficiency;
  plant.conversion = {1, store.efficiency, 1, 1};
  return plant;
}

struct ClassLoads {
  std::array<std::array<DegradeStep, 1>, classes> steps;
  std::array<LoadView, classes> views;
};

void fill(ClassLoads& loads, Power load, const ClassShares& shares) {
  for (std::size_t c = 0; c < classes; ++c) {
    loads.steps[c][0] = {shed_below[c], 0, 0};
    loads.views[c].importance = static_cast<Importance>(c);
    loads.views[c].demand = shares[c] * load;
    if (shed_below[c] > 0) loads.views[c].steps = loads.steps[c];
  }
}

}  // namespace

/// The store's own course, by the plant's step.
///
///     while anything is held: levels by charge, shed what is still too much, step by 10 s
///
/// Valid for   a constant load in fixed shares
/// Leaves out  that the cranks themselves take charge
/// Source      policy.h and plant.h, the objects that the planner and the live site run
std::vector<ClassHeld> failed_start(const BridgeStore& store, Power load,
                                    const ClassShares& shares) {
  CHECK(load > Power() && store.usable >= Energy());
  const Plant plant = plant_of(store);
  PlantState state = plant_state(plant, 1.0);
  const auto policy = make_policy("load_following", GeneratorRule());
  ClassLoads loads;
  fill(loads, load, shares);
  std::vector<ClassHeld> held(classes);
  for (std::size_t c = 0; c < classes; ++c) {
    held[c] = {static_cast<Importance>(c), shares[c] * load, shed_below[c], Duration()};
  }
  std::array<bool, classes> is_held{};
  is_held.fill(true);
  PlantView view;
  view.step = step_time;
  view.loads = loads.views;
  view.full = {load, shares[0] * load};
  for (int at = 0; at < steps_max && is_held[0]; ++at) {
    view.charge = plant.battery.charge(state.stored);
    view.without_generator = view.with_generator = deliverable(plant, state, step_time, {}, false);
    std::array<LoadSetting, classes> settings;
    const Setpoint setpoint = policy->decide(view, settings);
    StepInput input;
    for (std::size_t c = 0; c < classes; ++c) {
      input.load += draw(loads.views[c], settings[c]);
      is_held[c] = is_held[c] && settings[c].level == 0 && settings[c].share >= 1.0;
      if (is_held[c]) held[c].held += step_time;
    }
    step(plant, state, step_time, input, setpoint);
  }
  return held;
}

}  // namespace islet
