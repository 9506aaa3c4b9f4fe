#include "sim/site_spec.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {

EngineSpec engine_spec(const SiteDevice& device, EngineId id, bool language) {
  const UnitGroup& group = device.group();
  EngineSpec spec;
  spec.id = id;
  spec.slots = 0;
  double cache = 0;
  Power board;
  for (const UnitModel& model : group.models) {
    if (model.language.has_value() != language) continue;
    if (spec.slots == 0) spec.loaded = model.model;
    spec.models.add(model.model);
    if (language) {
      CHECK(model.language.has_value());
      spec.slots = std::max(spec.slots, model.engine.max_sequences);
      const double held = static_cast<double>(model.engine.cache_blocks) * block_tokens;
      cache = cache > 0 ? std::min(cache, held) : held;
      board = std::max(board, model.language->limit_power());
      StepWork work;
      work.prefill = model.engine.token_budget * token;
      const auto& drafting = model.engine.drafting;
      const StepCost prompts =
          drafting ? drafted_round(*model.language, *drafting, work) : model.language->step(work);
      spec.quantum = std::max(spec.quantum, prompts.time);
    } else {
      CHECK(model.inputs.has_value());
      board = std::max(board, model.inputs->limit_power());
      const int most = routine_inputs_together(group, *model.inputs, device.puts_acute_first());
      const BatchCost cost = model.inputs->batch(most);
      // Batches under way, and one input that waits: what an engine has taken nobody overtakes.
      const int batches = static_cast<int>(std::ceil(std::max(1.0, cost.time / cost.occupied)));
      spec.slots = std::max(spec.slots, batches * most + 1);
      spec.quantum = std::max(spec.quantum, cost.time);
    }
  }
  if (language) spec.cache = cache * token;
  spec.swaps = language && group.swaps;
  spec.load_time = group.load_time;
  spec.where = Residency::site;
  // What is drawn in any case is taken off what is available.
  spec.full = device.above_idle(board);
  // By pausing between its steps it keeps to any cap.
  spec.least_cap = 0.01 * spec.full;
  return spec;
}

}  // namespace islet
