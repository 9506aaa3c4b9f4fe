// The figure that a measured row should show, as the models of perf predict it.
#pragma once

#include <optional>
#include <string>

#include "accuracy/row_join.h"
#include "base/estimate.h"

namespace islet {

/// Either an estimate in the row's own unit, or why there is none (one clause).
struct RowPrediction {
  std::optional<Estimate<double>> estimate;
  std::string reason;
};

RowPrediction predict(const JoinedRow& joined);

}  // namespace islet
