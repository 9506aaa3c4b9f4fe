#include "perf/power_cap.h"

#include <cmath>

#include "perf/power.h"

namespace islet {

bool takes_power_cap(const Accelerator& device) {
  const DeviceClass kind = device.device_class;
  return kind == DeviceClass::datacenter_gpu || kind == DeviceClass::workstation_gpu ||
         kind == DeviceClass::jetson;
}

void hold_to(Power cap, const Accelerator& device, Tuning& tuning) {
  const Power own = device.board_power.typical;
  if (cap <= Power{} || cap >= own) return;
  const double prompts = std::log(capped_speed(own, cap, false));
  tuning.prompt.level -= prompts;
  tuning.batch.level -= prompts;
  tuning.inputs.level -= prompts;
  tuning.decode.level -= std::log(capped_speed(own, cap, true));
  tuning.limit = cap;
  // What a limit costs in speed was measured on one kind of card.
  tuning.range.grade = Grade::d;
}

Tuning tuning_of(const Accelerator& device, const RunSetting& setting) {
  Tuning tuning;
  tuning.engine = setting.engine;
  hold_to(setting.cap, device, tuning);
  return tuning;
}

}  // namespace islet
