#include "sim/trace_costs.h"

#include <algorithm>

namespace islet {

/// Cost of a request on a full engine.
///
///     batch   = min(sequences at most, cache / (usual prompt + usual reply))
///     service = batch * prompt * time of a prompt token + reply * time of a step of decoding:
///               the prompts of all who come meanwhile hold up everyone
///     energy  = prompt * energy of a prompt token + reply * energy of a step / batch
///
/// Valid for   an engine with all its places in use
/// Leaves out  prompts found in the cache, requests of very different lengths
/// Source      perf's step model
TraceCosts::TraceCosts(const Deployment& deployment, const EngineSettings& settings,
                       const UsualLengths& usual) {
  const double cache_tokens = static_cast<double>(settings.cache_blocks) * block_tokens;
  const double each = std::max(1.0, (usual.prompt + usual.reply) / token);
  batch_ = std::clamp(cache_tokens / each, 1.0, static_cast<double>(settings.max_sequences));
  const auto above_idle = [&](Power board) {
    return (board - deployment.idle_power()) * deployment.devices();
  };
  StepWork decode;
  decode.decode_sequences = batch_;
  decode.mean_context = usual.prompt + 0.5 * usual.reply;
  const auto& drafting = settings.drafting;
  const StepCost step =
      drafting ? drafted_step(deployment, *drafting, decode) : deployment.step(decode);
  per_reply_ = step.time;
  reply_energy_ = above_idle(step.board_power) * step.time / batch_;
  StepWork prefill;
  const double at_once = std::min<double>(settings.token_budget, usual.prompt / token);
  prefill.prefill = std::max(1.0, at_once) * token;
  const StepCost prompt =
      drafting ? drafted_round(deployment, *drafting, prefill) : deployment.step(prefill);
  per_prompt_ = prompt.time / (prefill.prefill / token);
  prompt_energy_ = above_idle(prompt.board_power) * per_prompt_;
}

Cost TraceCosts::cost(const Request& request, const EngineSpec& /*engine*/) const {
  const double prompt = request.prompt / token;
  const double reply = request.reply / token;
  Cost cost;
  cost.first_token = prompt * per_prompt_;
  cost.service = batch_ * cost.first_token + reply * per_reply_;
  cost.energy = prompt * prompt_energy_ + reply * reply_energy_;
  cost.cache = request.prompt + request.reply + block_tokens * token;
  return cost;
}

}  // namespace islet
