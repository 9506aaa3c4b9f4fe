// What the models of perf say a measured row should show, for any factors on their components.
#pragma once

#include <functional>
#include <string_view>

#include "accuracy/row_setup.h"
#include "perf/component.h"

namespace islet {

/// Log of the row's figure in the row's own unit; the factor on the whole is left out.
using LogPrediction = std::function<double(const LogFactors&)>;

/// Keeps pointers to the row's records; call it as long as those live.
LogPrediction row_physics(const JoinedRow& joined, const RowSetup& setup);

/// The model as the row runs it: a text of other length, a picture of many steps.
Model model_as_run(const JoinedRow& joined, const RowSetup& setup);

/// Most tokens of one prompt that an engine takes in a step while nothing else runs.
double prompt_step_tokens(const Accelerator& device, std::string_view engine);

/// Sequences or inputs that the prediction takes to run at one time.
double running_batch(const JoinedRow& joined, const RowSetup& setup);

}  // namespace islet
