#include "energy/shedding.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/check.h"

namespace islet {

Power draw(const LoadView& load, const LoadSetting& setting) {
  if (setting.level == 0) return setting.share * load.demand;
  const auto step_index = static_cast<std::size_t>(setting.level - 1);
  return setting.share * load.steps[step_index].power_factor * load.demand;
}

namespace {

Power class_draw(const PlantView& view, std::span<const LoadSetting> settings, Importance level) {
  Power sum;
  for (std::size_t i = 0; i < view.loads.size(); ++i) {
    if (view.loads[i].importance == level) sum += draw(view.loads[i], settings[i]);
  }
  return sum;
}

/// Lowers the loads of one class, which draws `sum`, last one first, until they draw at most
/// `limit`; true where there was something to lower.
bool degrade(const PlantView& view, Importance level, Power limit, Power sum,
             std::span<LoadSetting> settings) {
  bool has_changed = false;
  for (std::size_t i = view.loads.size(); i-- > 0 && sum > limit;) {
    const LoadView& load = view.loads[i];
    if (load.importance != level) continue;
    while (sum > limit && settings[i].level < static_cast<int>(load.steps.size())) {
      sum -= draw(load, settings[i]);
      ++settings[i].level;
      sum += draw(load, settings[i]);
      has_changed = true;
    }
  }
  return has_changed;
}

/// Brings one class, which draws `sum`, down to `limit` below that; gives what it draws then.
Power fit(const PlantView& view, Importance level, Power limit, Power sum,
          std::span<LoadSetting> settings) {
  if (degrade(view, level, limit, sum, settings)) {
    sum = class_draw(view, settings, level);
    if (sum <= limit) return sum;
  }
  const double share = std::max(0.0, limit / sum);
  for (std::size_t i = 0; i < view.loads.size(); ++i) {
    if (view.loads[i].importance == level) settings[i].share = share;
  }
  return limit;
}

}  // namespace

Demand full_demand(std::span<const LoadView> loads) {
  Demand demand;
  for (const LoadView& load : loads) {
    demand.all += load.demand;
    if (load.importance == Importance::safety) demand.safety += load.demand;
  }
  return demand;
}

bool is_enough(const Deliverable& available, const Demand& demand) {
  const Power others = demand.all - demand.safety;
  return demand.safety <= available.to_floor &&
         (others <= Power() || demand.all <= available.to_reserve);
}

Demand settings_by_charge(const PlantView& view, const StepMarks& beside_set,
                          std::span<LoadSetting> settings) {
  CHECK(settings.size() == view.loads.size());
  const StepMarks marks = view.set_is_out ? StepMarks() : beside_set;
  if (view.charge >= marks.charge(view.degraded_below)) {
    for (LoadSetting& setting : settings) {
      setting.level = 0;
      setting.share = 1.0;
    }
    return view.full;
  }
  Demand demand;
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const LoadView& load = view.loads[i];
    int level = 0;
    for (const DegradeStep& degrade_step : load.steps) {
      if (view.charge >= marks.charge(degrade_step.below_charge)) break;
      ++level;
    }
    settings[i].level = level;
    settings[i].share = 1.0;
    const Power power = draw(load, settings[i]);
    demand.all += power;
    if (load.importance == Importance::safety) demand.safety += power;
  }
  return demand;
}

void shed(const PlantView& view, const Deliverable& available, std::span<LoadSetting> settings) {
  // A class is lowered on its own, so that all can be looked at first.
  std::array<Power, importance_count> draws;
  for (std::size_t i = 0; i < view.loads.size(); ++i) {
    draws[static_cast<std::size_t>(view.loads[i].importance)] += draw(view.loads[i], settings[i]);
  }
  const auto fitted = [&](Importance level, Power limit) {
    const Power sum = draws[static_cast<std::size_t>(level)];
    return sum <= limit ? sum : fit(view, level, limit, sum, settings);
  };
  const Power safety = fitted(Importance::safety, available.to_floor);
  Power left = std::max(Power(), available.to_reserve - safety);
  for (const Importance level : {Importance::high, Importance::normal, Importance::low}) {
    left = std::max(Power(), left - fitted(level, left));
  }
}

}  // namespace islet
