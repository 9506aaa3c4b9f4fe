// Speculative decoding: a draft proposes tokens, the model checks several in one step. What it
// gains at the batch at hand, how long drafts should be, and the memory it takes.
#pragma once

#include <string>

#include "base/quantity.h"
#include "perf/memory.h"
#include "perf/step_time.h"

namespace islet {

/// Chance that a drafted token is the one that the model would have made, where nobody measured it.
inline constexpr double usual_acceptance = 0.7;
inline constexpr double usual_acceptance_low = 0.6;
inline constexpr double usual_acceptance_high = 0.8;

/// Tokens that one round of drafting and checking yields, from 1 to `draft_length` + 1.
/// `acceptance` is the chance (0 to 1) that a drafted token is the one the model would have made.
double tokens_per_round(double acceptance, int draft_length);

/// Times of drafting and checking, as shares of one plain step of the model.
struct RoundCosts {
  double draft = 0;  ///< one drafted token
  double check = 1;  ///< one step with draft_length + 1 tokens a sequence
};

/// Speed over plain decoding; below 1 it is slower.
double speculative_speedup(double acceptance, int draft_length, const RoundCosts& costs);

/// Sequences in decoding at one time, and what is known of the draft.
struct SpeculationLoad {
  double sequences = 1;
  Tokens mean_context{};
  double acceptance = usual_acceptance;
  int draft_length_max = 8;  ///< at most 64
};

/// Time of a step in which every sequence has `draft_length` + 1 tokens checked.
Duration check_time(const Deployment& target, const SpeculationLoad& load, int draft_length);

/// The best that drafts can do, and whether they should be made at all.
struct SpeculationChoice {
  int draft_length = 0;  ///< 0: off, plain decoding is faster
  double tokens_per_round = 1;
  double speedup = 1;  ///< 1 when off
  RoundCosts costs;
  TokenRate rate_per_user;
  std::string why;  ///< one clause
};

/// Best draft length when one draft step of all sequences takes `draft_step`: 0 for a look-up of
/// earlier text (n-gram), the time of about one layer for heads such as EAGLE.
SpeculationChoice best_speculation(const Deployment& target, Duration draft_step,
                                   const SpeculationLoad& load);

/// The same with a draft model on the same devices.
SpeculationChoice best_speculation(const Deployment& target, const Deployment& draft,
                                   const SpeculationLoad& load);

/// A model in the layout it is served in.
struct LaidOutModel {
  const Model& model;
  Layout layout;
};

/// What speculation adds on the fullest device.
struct SpeculationMemory {
  Bytes draft_weights;
  Bytes draft_cache;
  Bytes reserved_cache;  ///< of the target, for tokens not yet accepted

  Bytes total() const { return draft_weights + draft_cache + reserved_cache; }
};

/// Beside what the target itself holds for `holding`.
SpeculationMemory speculation_memory(const LaidOutModel& target, const LaidOutModel& draft,
                                     const Holding& holding, int draft_length);

/// Sequences of that context that fit with the draft beside the target; 0 when none.
int sequences_with_draft(const Accelerator& device, const LaidOutModel& target,
                         const LaidOutModel& draft, Tokens context, int draft_length);

}  // namespace islet
