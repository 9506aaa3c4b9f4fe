// A model on another server, as an engine of ours: that server batches by itself, its steps here
// only gather what came.
#pragma once

#include <memory>

#include "engines/worker.h"

namespace islet {

/// `order.file` is the address, see `UpstreamAddress`; `key` is sent to it unless empty. Errors
/// when nobody answers there or the model is not served.
Result<std::unique_ptr<LoadedModel>> load_remote_model(const LoadOrder& order,
                                                       const std::string& key);

}  // namespace islet
