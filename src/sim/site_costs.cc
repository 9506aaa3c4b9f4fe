#include "sim/site_costs.h"

#include <algorithm>

#include "base/check.h"

namespace islet {
namespace {

/// Assumption, grade D, 2026-11; the scheduler learns how far from it the truth is.
constexpr Tokens usual_context = 1000 * token;

}  // namespace

/// Cost of a request on a full engine.
///
///     service = batch * prompt * time of a prompt token + reply * time of a step of decoding:
///               the prompts of all who come meanwhile hold up everyone
///     energy  = prompt * energy of a prompt token + reply * energy of a step / batch
///
/// Valid for   an engine with all its slots in use
/// Leaves out  other work on the same cards
/// Source      perf's step model
SiteCosts::SiteCosts(const SiteRun& run) {
  for (std::size_t g = 0; g < run.groups.size(); ++g) {
    const UnitGroup& group = run.groups[g];
    for (int unit = 0; unit < group.units; ++unit) group_of_unit_.push_back(g);
    std::vector<PerModel>& models = groups_.emplace_back();
    const auto above = [&](Power board) {
      return (group.cards_per_unit * (board - group.board_idle) + group.host_extra) /
             group.supply_efficiency;
    };
    for (const UnitModel& model : group.models) {
      PerModel out{.model = model.model,
                   .language = model.language.has_value(),
                   .batch = 1,
                   .per_prompt = {},
                   .per_reply = {},
                   .prompt_energy = {},
                   .reply_energy = {}};
      if (model.language) {
        const int batch = model.engine.max_sequences;
        out.batch = batch;
        StepWork decode;
        decode.decode_sequences = batch;
        decode.mean_context = usual_context;
        const auto& drafting = model.engine.drafting;
        const StepCost step = drafting ? drafted_step(*model.language, *drafting, decode)
                                       : model.language->step(decode);
        out.per_reply = step.time;
        out.reply_energy = above(step.board_power) * step.time / batch;
        StepWork prefill;
        prefill.prefill = model.engine.token_budget * token;
        const StepCost prompt = drafting ? drafted_round(*model.language, *drafting, prefill)
                                         : model.language->step(prefill);
        out.per_prompt = prompt.time / model.engine.token_budget;
        out.prompt_energy = above(prompt.board_power) * out.per_prompt;
      } else {
        CHECK(model.inputs.has_value());
        const BatchCost one = model.inputs->batch(1);
        out.per_reply = one.time;
        out.reply_energy = above(one.board_power) * one.time;
      }
      models.push_back(out);
    }
  }
}

Cost SiteCosts::cost(const Request& request, const EngineSpec& engine) const {
  const std::size_t unit = static_cast<std::size_t>(index_of(engine.id)) / 2;
  Cost cost;
  for (const PerModel& each : groups_[group_of_unit_[unit]]) {
    if (each.model != request.model) continue;
    if (!each.language) {
      cost.service = cost.first_token = each.per_reply;
      cost.energy = each.reply_energy;
      return cost;
    }
    const double prompt = request.prompt / token;
    const double reply = request.reply / token;
    cost.first_token = prompt * each.per_prompt;
    cost.service = each.batch * cost.first_token + reply * each.per_reply;
    cost.energy = prompt * each.prompt_energy + reply * each.reply_energy;
    cost.cache = request.prompt + request.reply + block_tokens * token;
    return cost;
  }
  return cost;
}

}  // namespace islet
