#include "energy/load_following.h"

#include "energy/generator_choice.h"
#include "energy/shedding.h"

namespace islet {

/// The run ends when sun and grid would carry the loads at full level, or the sun has filled the
/// battery.
///
/// Source      Barley and Winn, Solar Energy 58(4-6), 1996, "load following"
Setpoint LoadFollowing::decide(const PlantView& view, std::span<LoadSetting> settings) const {
  const Demand demand = settings_by_charge(view, plain_.generator.steps, settings);
  const bool may_stop = view.charge >= plain_.generator.stop_above ||
                        view.full.all <= view.without_generator.without_battery;
  const GeneratorRule& rule = plain_.generator;
  const bool runs = generator_wanted(view, rule, rule.start_below, demand, may_stop);
  return following_loads(view, runs, demand, settings);
}

}  // namespace islet
