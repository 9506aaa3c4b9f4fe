// A pipeline's run as `islet simulate --stages` shows it.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "report/document.h"
#include "report/table.h"
#include "sim/pipeline.h"

namespace islet {

/// The same requests with pieces that go on as they are done, and stage after stage.
struct SimulatedPipeline {
  Pipeline pipeline;
  std::string file;
  std::uint64_t seed = 1;
  PipelineRun streamed;
  PipelineRun serial;
};

/// A pipeline keeps its goals when no request misses one.
bool keeps_goals(const PipelineRun& run);

Document pipeline_page(const SimulatedPipeline& simulated);
/// One row a stage.
Table pipeline_table(const SimulatedPipeline& simulated);
/// "islet/simulate/1".
std::string pipeline_json(const SimulatedPipeline& simulated, const std::vector<Error>& warnings);

}  // namespace islet
