#include "perf/drafted_step.h"

#include <algorithm>
#include <array>

namespace islet {

Estimate<double> assumed_acceptance() {
  Estimate<double> out;
  out.value = usual_acceptance;
  out.low = usual_acceptance_low;
  out.high = usual_acceptance_high;
  out.grade = Grade::d;
  out.source = "assumed: SC41, 0.6 to 0.8; it depends on the pair of models and on the text";
  return out;
}

/// A round of drafting and checking.
///
///     time  = step + (check(length + 1 tokens a sequence) - check(1))
///             + step of the draft with the prompts + (length - 1) * step of the draft
///     watts = (check * those of a step with (length + 1) times the sequences + draft * its own)
///             / time
///
/// Valid for   drafts of one length for all sequences; draft and check one after the other
/// Leaves out  drafts that are stopped when the batch is large; drafting while the check runs
/// Source      perf/speculation.h; Leviathan et al., ICML 2023 (arXiv 2211.17192)
StepCost drafted_round(const Deployment& target, const Drafting& drafting, const StepWork& work) {
  StepCost cost = target.step(work);
  const StepWork plain{.decode_sequences = work.decode_sequences,
                       .mean_context = work.mean_context};
  const bool decodes = work.decode_sequences > 0;
  if (decodes) {
    const SpeculationLoad load{.sequences = work.decode_sequences,
                               .mean_context = work.mean_context};
    const Duration check = check_time(target, load, drafting.length);
    cost.time += std::max(Duration(), check - target.step(plain).time);
    StepWork wide = work;
    wide.decode_sequences *= drafting.length + 1;
    cost.board_power = target.step(wide).board_power;
  }
  if (!drafting.draft) return cost;
  const StepCost first = drafting.draft->step(work);
  Duration time = first.time;
  Energy energy = first.board_power * first.time;
  if (decodes && drafting.length > 1) {
    const StepCost next = drafting.draft->step(plain);
    time += (drafting.length - 1) * next.time;
    energy += (drafting.length - 1) * (next.board_power * next.time);
  }
  energy += cost.board_power * cost.time;
  cost.time += time;
  cost.board_power = energy / cost.time;
  return cost;
}

/// A token's part of a round.
///
///     time = round(prompts of n tokens' time) / n,  n = tokens a round
///
/// Valid for   many rounds, over which the tokens of each come to their mean
/// Leaves out  the last round of a reply, which may make more than is left
/// Source      tokens_per_round, perf/speculation.cc
StepCost drafted_step(const Deployment& target, const Drafting& drafting, const StepWork& work) {
  const double tokens = tokens_per_round(drafting.acceptance, drafting.length);
  StepWork round = work;
  round.prefill = tokens * work.prefill;
  StepCost cost = drafted_round(target, drafting, round);
  cost.time = cost.time / tokens;
  return cost;
}

bool takes_drafts(std::string_view engine) {
  // vLLM, SGLang and TensorRT-LLM document speculative decoding with a draft model, llama.cpp takes
  // one with --model-draft (read 2026-11).
  constexpr std::array<std::string_view, 5> known = {"", "vllm", "sglang", "tensorrt_llm",
                                                     "llama_cpp"};
  return std::find(known.begin(), known.end(), engine) != known.end();
}

bool may_draft(const Model& draft, const Model& target) {
  return draft.shape && target.shape && draft.family == target.family &&
         draft.shape->vocabulary == target.shape->vocabulary &&
         draft.parameters < target.parameters;
}

/// What the range of the assumed acceptance does to the time of a token.
///
///     factor = tokens(a) / tokens(low a)
///
/// Valid for   the usual acceptance: 0.7, from 0.6 to 0.8
/// Leaves out  prompts, which are as fast whatever is accepted
/// Source      tokens_per_round, perf/speculation.cc
double acceptance_factor(int draft_length) {
  return tokens_per_round(usual_acceptance, draft_length) /
         tokens_per_round(usual_acceptance_low, draft_length);
}

}  // namespace islet
