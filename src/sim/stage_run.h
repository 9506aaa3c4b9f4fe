// One stage of a pipeline from its first piece to its last: pieces with the moment from which each
// can begin go in, the moments at which each is done come out.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/pipeline.h"

namespace islet {

/// Pieces of all requests: request r has `pieces` of them from r * pieces on.
struct StageInput {
  std::vector<Instant> ready;  ///< by piece
  int pieces = 1;              ///< of each request
};

struct StageOutput {
  std::vector<Instant> begun;  ///< by piece
  std::vector<Instant> done;
  double busy_s = 0;  ///< of all places
  std::int64_t batches = 0;
  std::int64_t in_batches = 0;
  Energy energy{};
};

/// `random` is the stage's own.
StageOutput run_stage(const PipelineStage& stage, const StageInput& input, RandomStream random);

/// End of work of that length that begins at `from` and goes on in the windows only; a lost window
/// passes nothing on. Counts the windows lost on the way.
Instant end_in_windows(const ContactWindows& windows, const std::vector<bool>& lost, Instant from,
                       Duration work, std::int64_t& lost_on_the_way);

/// Which of the first windows are lost, by chance.
std::vector<bool> lost_windows(const ContactWindows& windows, RandomStream random);

}  // namespace islet
