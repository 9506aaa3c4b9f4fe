// A network in ONNX Runtime: requests that fit together run as one batch.
#pragma once

#include <memory>

#include "engines/worker.h"

namespace islet {

Result<std::unique_ptr<LoadedModel>> load_onnx_model(const LoadOrder& order);

}  // namespace islet
