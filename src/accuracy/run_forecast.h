// What a run that nobody has measured would show, from the calibrated predictor alone.
#pragma once

#include <optional>
#include <vector>

#include "accuracy/fitting_changes.h"
#include "accuracy/row_prediction.h"
#include "accuracy/run_question.h"
#include "perf/input_time.h"
#include "perf/step_time.h"

namespace islet {

/// A language model. Rates are reply tokens; watts of a board are those of ONE device.
struct LanguageForecast {
  Estimate<Duration> first_token;  ///< the prompt alone on an idle replica
  Estimate<Duration> step_one;     ///< from token to token, one user
  Estimate<Duration> step_batch;   ///< the same with the batch
  Estimate<TokenRate> user_one;
  Estimate<TokenRate> user_batch;  ///< each of the batch
  Estimate<TokenRate> all_batch;   ///< over all replicas, prompts included in the time
  Estimate<TokenRate> greatest;    ///< the same with as many as memory and engine hold
  Estimate<Power> board_prompt;
  Estimate<Power> board_decode;  ///< at the batch
  Estimate<Power> wall;          ///< of the whole node while it serves the batch
  Estimate<EnergyPerToken> energy_boards;
  Estimate<EnergyPerToken> energy_wall;
  StepCost prompt_cost;  ///< times and watts as above; parts without the factor on the whole
  StepCost one_cost;
  StepCost batch_cost;
};

/// One batch of a model with inputs.
struct BatchForecast {
  int batch = 1;
  Estimate<Duration> time;
  Estimate<Frequency> rate;  ///< over all replicas
  BatchCost cost;
};

/// A model with inputs.
struct InputForecast {
  std::vector<BatchForecast> batches;  ///< 1, 8 and the batch asked for, rising; what fits
  Estimate<Power> board;               ///< at the batch asked for
  Estimate<Power> wall;
  Estimate<Energy> energy_boards;  ///< of one input
  Estimate<Energy> energy_wall;
};

struct RunForecast {
  RunQuestion question;
  RunMemory memory;
  ComputePath path;                      ///< what the weights are computed in
  std::vector<FittingChange> would_fit;  ///< when it does not fit
  std::optional<LanguageForecast> language;
  std::optional<InputForecast> inputs;
};

/// The question must have no faults and its layout no `refusal`. Without room for the batch there
/// are no speeds.
RunForecast run_forecast(const RowPredictor& predictor, const RunQuestion& question);

}  // namespace islet
