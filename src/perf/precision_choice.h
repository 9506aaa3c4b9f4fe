// The quantisation adviser: every precision of a model on a device, with what it holds, how fast it
// is, what it draws and what it costs in accuracy, best first.
#pragma once

#include <string>
#include <vector>

#include "perf/accuracy_caveat.h"
#include "perf/deployment_maker.h"
#include "perf/memory.h"

namespace islet {

/// What the model is to do. Models with inputs use `sequences` as the batch and no tokens.
struct PrecisionQuestion {
  double sequences = 1;
  Tokens prompt{512};
  Tokens reply{256};
  TokenRate per_user_min{};  ///< slowest that is of use; 0 for any
  Layout layout{};           ///< splits and cache; its weights are not looked at
  DeploymentMaker language = plain_deployment;
  InputDeploymentMaker inputs = plain_input_deployment;
};

/// One precision. Speeds and draw are 0 where it cannot run.
struct PrecisionChoice {
  Precision weights = Precision::fp16;
  std::string obstacle;  ///< why it cannot run; empty when it can
  bool is_fast_enough = true;
  Bytes weight_memory;
  Bytes saved;                ///< against 16 bit
  Tokens cache_tokens{};      ///< context that memory holds over all sequences
  int sequences = 0;          ///< of `prompt` and `reply` tokens that fit
  Duration first_token;       ///< of one prompt; of models with inputs: one batch
  TokenRate rate_per_user{};  ///< language models
  Frequency input_rate;       ///< models with inputs
  Power board_power;          ///< of ONE board at work
  EnergyPerToken energy_per_token{};
  Energy energy_per_input;
  std::string falls_back;  ///< "4-bit weights are unpacked and computed in FP16"; else empty
  AccuracyCaveat accuracy;

  bool runs() const { return obstacle.empty(); }
  bool is_useful() const { return runs() && is_fast_enough; }
};

/// All precisions from 16 bit down, best first: useful ones before the rest; negligible loss of
/// accuracy before a loss to weigh; then the less energy.
std::vector<PrecisionChoice> precision_choices(const Model& model, const Accelerator& device,
                                               const PrecisionQuestion& question);

}  // namespace islet
