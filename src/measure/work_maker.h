// Requests with contents that no cache has seen: random tokens, or random inputs of a network.
#pragma once

#include "base/error.h"
#include "measure/scenario.h"

namespace islet {

struct WorkShape {
  int prompt = 0;  ///< tokens
  int reply = 0;
  std::uint64_t seed = 1;
};

/// Error when a network's inputs have extents that nobody could guess.
Result<WorkMaker> work_maker(const Loaded& loaded, const WorkShape& shape);

}  // namespace islet
