#include "engines/pool_side.h"

namespace islet {

void PoolSide::look(Instant now, std::vector<Event>& events, std::vector<EngineOutput>& outputs) {
  outputs_.clear();
  pool_.look(now, events, outputs_);
  for (WorkOutput& one : outputs_) {
    EngineOutput output;
    output.request = one.request;
    output.text = std::move(one.text);
    output.outputs = std::move(one.outputs);
    output.tokens = static_cast<std::uint32_t>(one.tokens.size());
    output.prompt_tokens = one.prompt_tokens;
    output.reused_tokens = one.reused_tokens;
    output.begins_anew = one.begins_anew;
    output.end = one.end;
    output.fault = std::move(one.fault);
    output.is_refused = one.is_refused;
    outputs.push_back(std::move(output));
  }
}

std::vector<EngineSide::Descriptor> PoolSide::descriptors() const {
  std::vector<Descriptor> all;
  for (const EnginePool::Descriptor& one : pool_.descriptors()) {
    if (one.number >= 0) all.push_back({one.number, one.wants_write});
  }
  return all;
}

std::vector<EngineStanding> PoolSide::standings() const {
  std::vector<EngineStanding> all;
  for (const EngineState& one : pool_.states()) {
    EngineStanding standing;
    standing.engine = one.engine;
    standing.model = one.model;
    standing.is_up = one.is_up;
    standing.running = one.running;
    standing.parked = one.parked;
    standing.failures = one.failures;
    standing.last_fault = one.last_fault;
    standing.resident_bytes = static_cast<std::uint64_t>(one.resident / byte);
    standing.tokens = one.tokens;
    standing.busy = one.busy;
    standing.processor = one.processor;
    standing.model_id = one.model_id;
    standing.inputs = one.inputs;
    standing.outputs = one.network_outputs;
    all.push_back(std::move(standing));
  }
  return all;
}

}  // namespace islet
