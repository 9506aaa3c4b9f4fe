// A model on several devices, as `islet compare` shows it.
#pragma once

#include <string>
#include <vector>

#include "accuracy/run_forecast.h"
#include "report/document.h"
#include "report/table.h"

namespace islet {

/// One device of a comparison: a forecast, or why there is none.
struct ComparedRun {
  std::string device;  ///< id
  std::string engine;
  std::string obstacle;  ///< empty when there is a forecast
  RunForecast run;       ///< only without an obstacle

  bool runs() const { return obstacle.empty() && run.memory.fits; }
};

/// The fastest first, by tokens or inputs a second of all at the batch; what cannot run last.
void sort_by_speed(std::vector<ComparedRun>& runs);

Document comparison_page(const std::vector<ComparedRun>& runs, const RunQuestion& question);
Table comparison_table(const std::vector<ComparedRun>& runs);
/// "islet/compare/1".
std::string comparison_json(const std::vector<ComparedRun>& runs);

}  // namespace islet
