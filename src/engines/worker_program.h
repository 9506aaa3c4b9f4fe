// Where the worker programs are.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace islet {

/// "llama", "onnx", "fake": the program `islet-worker-KIND` beside the one that runs, or in
/// ../libexec/islet. Error D5 when it is in neither.
Result<std::string> worker_program(std::string_view kind);

}  // namespace islet
