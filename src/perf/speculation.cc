#include "perf/speculation.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"

namespace islet {
namespace {

constexpr int draft_length_limit = 64;
// A gain below this is within the noise of step times; plain decoding is simpler.
constexpr double least_gain = 1.02;

}  // namespace

/// Expected tokens of one round: the accepted ones and one of the model's own.
///
///     tokens = (1 - a^(g + 1)) / (1 - a)
///
/// Valid for   tokens accepted independently of each other, with one chance a
/// Leaves out  acceptance that falls along the draft; trees of drafts
/// Source      Leviathan, Kalman, Matias, "Fast inference from transformers via speculative
///             decoding", ICML 2023 (arXiv 2211.17192), equation 1
double tokens_per_round(double acceptance, int draft_length) {
  CHECK(acceptance >= 0 && acceptance <= 1 && draft_length >= 0);
  if (acceptance >= 1) return draft_length + 1.0;
  return (1.0 - std::pow(acceptance, draft_length + 1.0)) / (1.0 - acceptance);
}

/// Speed over plain decoding.
///
///     speedup = tokens / (g * c + v)
///
/// c is one draft step and v one check, both over one plain step.
///
/// Valid for   draft and check one after the other on the same devices
/// Leaves out  drafting while the last check runs; the time to read the prompt with the draft
/// Source      Leviathan et al., as above, theorem 3.8, there with v = 1
double speculative_speedup(double acceptance, int draft_length, const RoundCosts& costs) {
  const double round = draft_length * costs.draft + costs.check;
  CHECK(round > 0);
  return tokens_per_round(acceptance, draft_length) / round;
}

/// A step that takes g + 1 tokens of each of B sequences.
///
///     time = step(B (g + 1) tokens without context)
///            + max(reading the cache of B sequences, (g + 1) * arithmetic of their attention)
///
/// Valid for   kernels that read the cache of a sequence once for all its tokens in the step
/// Leaves out  micro-batches of a pipeline with fewer sequences than stages
/// Source      the step model of perf/step_time.cc, its cache and attention terms taken apart
Duration check_time(const Deployment& target, const SpeculationLoad& load, int draft_length) {
  const double width = draft_length + 1.0;
  const double sequences = std::max(1.0, load.sequences);
  const StepCost wide = target.step({.decode_sequences = sequences * width});
  const StepCost bare = target.step({.decode_sequences = sequences});
  const StepCost full =
      target.step({.decode_sequences = sequences, .mean_context = load.mean_context});
  const Duration read = full.memory - bare.memory;
  const Duration arithmetic = width * (full.compute - bare.compute);
  return wide.time + std::max({read, arithmetic, Duration{}});
}

SpeculationChoice best_speculation(const Deployment& target, Duration draft_step,
                                   const SpeculationLoad& load) {
  const double sequences = std::max(1.0, load.sequences);
  const Duration plain =
      target.step({.decode_sequences = sequences, .mean_context = load.mean_context}).time;
  SpeculationChoice best;
  SpeculationChoice nearest;  // best of the drafts, to explain a refusal with
  nearest.speedup = 0;
  const int longest = std::clamp(load.draft_length_max, 0, draft_length_limit);
  for (int length = 1; length <= longest; ++length) {
    SpeculationChoice one;
    one.draft_length = length;
    one.costs = {.draft = draft_step / plain, .check = check_time(target, load, length) / plain};
    one.tokens_per_round = tokens_per_round(load.acceptance, length);
    one.speedup = speculative_speedup(load.acceptance, length, one.costs);
    if (one.speedup > nearest.speedup) nearest = one;
  }
  if (nearest.speedup >= least_gain) {
    best = nearest;
    best.why = fmt::format(
        "{:.2f} tokens a round that takes {:.2f} plain steps, {:.2f} times as "
        "fast at {:.0f} sequences",
        best.tokens_per_round, best.tokens_per_round / best.speedup, best.speedup, sequences);
  } else if (nearest.draft_length > 0) {
    best.costs = nearest.costs;
    best.why = fmt::format(
        "off: at {:.0f} sequences even drafts of {} give {:.2f} tokens a round "
        "that takes {:.2f} plain steps",
        sequences, nearest.draft_length, nearest.tokens_per_round,
        nearest.tokens_per_round / nearest.speedup);
  } else {
    best.why = "off: no draft length is allowed";
  }
  best.rate_per_user = best.speedup * token / plain;
  return best;
}

SpeculationChoice best_speculation(const Deployment& target, const Deployment& draft,
                                   const SpeculationLoad& load) {
  const double sequences = std::max(1.0, load.sequences);
  const Duration step =
      draft.step({.decode_sequences = sequences, .mean_context = load.mean_context}).time;
  return best_speculation(target, step, load);
}

/// Memory of a draft model beside its target.
///
///     bytes = draft weights + B (S + g + 1) draft cache + B (g + 1) target cache
///
/// Valid for   draft and target on the same devices, both with a cache of whole tokens
/// Leaves out  work space of the draft, which runs while the target does not
/// Source      an engine books cache for every token it may accept; cache terms of perf/memory.cc
SpeculationMemory speculation_memory(const LaidOutModel& target, const LaidOutModel& draft,
                                     const Holding& holding, int draft_length) {
  const Tokens ahead = (draft_length + 1.0) * token;
  SpeculationMemory need;
  need.draft_weights = weight_bytes(draft.model, draft.layout.weights) / draft.layout.devices();
  need.draft_cache = holding.sequences *
                     (cache_bytes_per_token(draft.model, draft.layout) * (holding.context + ahead));
  need.reserved_cache =
      holding.sequences * (cache_bytes_per_token(target.model, target.layout) * ahead);
  return need;
}

int sequences_with_draft(const Accelerator& device, const LaidOutModel& target,
                         const LaidOutModel& draft, Tokens context, int draft_length) {
  const auto need = [&](double sequences) {
    const Holding holding{.sequences = sequences, .context = context};
    return memory_need(target.model, device, target.layout, holding).total() +
           speculation_memory(target, draft, holding, draft_length).total();
  };
  const Bytes room = usable_memory(device, target.layout.engine_share) - need(0);
  const Bytes each = need(1) - need(0);
  if (room < each || each <= Bytes{}) return 0;
  return std::min(static_cast<int>(room / each),
                  sequences_that_fit(target.model, device, target.layout, context));
}

}  // namespace islet
