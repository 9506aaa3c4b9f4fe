#include "energy/shedding.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"

namespace islet {
namespace {

Power class_draw(const PlantView& view, std::span<const LoadSetting> settings, Importance level) {
  Power sum;
  for (std::size_t i = 0; i < view.loads.size(); ++i) {
    if (view.loads[i].importance == level) sum += draw(view.loads[i], settings[i]);
  }
  return sum;
}

/// Lowers the loads of one class, last one first, until they draw at most `limit`.
void degrade(const PlantView& view, Importance level, Power limit,
             std::span<LoadSetting> settings) {
  Power sum = class_draw(view, settings, level);
  for (std::size_t i = view.loads.size(); i-- > 0 && sum > limit;) {
    const LoadView& load = view.loads[i];
    if (load.importance != level) continue;
    while (sum > limit && settings[i].level < static_cast<int>(load.steps.size())) {
      sum -= draw(load, settings[i]);
      ++settings[i].level;
      sum += draw(load, settings[i]);
    }
  }
}

/// Brings one class down to `limit`; gives what it draws then.
Power fit(const PlantView& view, Importance level, Power limit, std::span<LoadSetting> settings) {
  Power sum = class_draw(view, settings, level);
  if (sum <= limit) return sum;
  degrade(view, level, limit, settings);
  sum = class_draw(view, settings, level);
  if (sum <= limit) return sum;
  const double share = std::max(0.0, limit / sum);
  for (std::size_t i = 0; i < view.loads.size(); ++i) {
    if (view.loads[i].importance == level) settings[i].share = share;
  }
  return limit;
}

}  // namespace

Power draw(const LoadView& load, const LoadSetting& setting) {
  if (setting.level == 0) return setting.share * load.demand;
  const auto step_index = static_cast<std::size_t>(setting.level - 1);
  return setting.share * load.steps[step_index].power_factor * load.demand;
}

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

Demand settings_by_charge(const PlantView& view, const StepMarks& marks,
                          std::span<LoadSetting> settings) {
  CHECK(settings.size() == view.loads.size());
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
  const Power safety = fit(view, Importance::safety, available.to_floor, settings);
  Power left = std::max(Power(), available.to_reserve - safety);
  for (const Importance level : {Importance::high, Importance::normal, Importance::low}) {
    left = std::max(Power(), left - fit(view, level, left, settings));
  }
}

}  // namespace islet
