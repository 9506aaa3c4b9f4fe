// A network on OpenCV's own engine: a second way to run the same file. Only its worker includes the
// library.
#pragma once

#include <memory>

#include "engines/worker.h"

namespace islet {

Result<std::unique_ptr<LoadedModel>> load_opencv_model(const LoadOrder& order);

}  // namespace islet
