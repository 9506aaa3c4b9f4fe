// What would make a run fit that does not.
#pragma once

#include <string>
#include <vector>

#include "accuracy/run_question.h"

namespace islet {

/// A change that makes a run fit that does not.
struct FittingChange {
  std::string option;  ///< "--precision int4"
  std::string what;    ///< "4-bit weights: 5.2 GB on each device"
};

/// The smallest changes first: a smaller batch, a shorter context, narrower weights, a split, both.
/// Empty when nothing of these would do.
std::vector<FittingChange> fitting_changes(const RunQuestion& question);

}  // namespace islet
