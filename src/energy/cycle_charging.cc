#include "energy/cycle_charging.h"

#include "energy/generator_choice.h"
#include "energy/shedding.h"

namespace islet {

/// The run ends when the battery has reached its set point. Before quiet hours it begins earlier.
///
/// Source      Barley and Winn, Solar Energy 58(4-6), 1996, "cycle charging"
Setpoint CycleCharging::decide(const PlantView& view, std::span<LoadSetting> settings) const {
  const Demand demand = settings_by_charge(view, plain_.generator.steps, settings);
  const ChargeMarks marks = marks_at(plain_.generator, view);
  const bool may_stop = view.charge >= marks.stop_above;
  const bool runs = generator_wanted(view, plain_.generator, marks.start_below, demand, may_stop);
  return filling_battery(view, runs, demand, settings);
}

}  // namespace islet
