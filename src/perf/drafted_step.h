// Steps of a model whose replies are drafted: what a round takes, what each token of it takes.
#pragma once

#include <optional>
#include <string_view>

#include "base/estimate.h"
#include "perf/speculation.h"
#include "perf/step_time.h"

namespace islet {

/// The usual acceptance as a figure with its range, grade D.
Estimate<double> assumed_acceptance();

/// Tokens that a draft proposes and the model checks together.
struct Drafting {
  int length = 4;                        ///< at least 1
  double acceptance = usual_acceptance;  ///< chance of each token, 0 to 1
  std::optional<Deployment> draft;       ///< none: looked up in the text, at no cost
};

/// A step in which every sequence in decoding has a draft checked, with the draft's own steps.
/// `compute`, `memory` and the other parts are those of the target's plain step.
StepCost drafted_round(const Deployment& target, const Drafting& drafting, const StepWork& work);

/// What one token of every sequence takes, and the prompts of `work` with it: a part of a round.
StepCost drafted_step(const Deployment& target, const Drafting& drafting, const StepWork& work);

/// Whether the documentation of that software has draft models; yes where none is named.
bool takes_drafts(std::string_view engine);

/// Whether `draft` may propose tokens to `target`: a smaller language model of its family with the
/// same vocabulary, and so with the same tokenizer.
bool may_draft(const Model& draft, const Model& target);

/// How far times of drafted replies may be off because the acceptance is assumed, as a factor up
/// and down.
double acceptance_factor(int draft_length);

}  // namespace islet
