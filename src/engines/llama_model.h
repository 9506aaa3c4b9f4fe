// A language model in llama.cpp: many sequences in one cache, stepped as the gateway says.
#pragma once

#include <memory>
#include <string>

#include "engines/worker.h"

namespace islet {

/// `libraries`: the folder that the compute backends are loaded from. Called once a program.
Result<std::unique_ptr<LoadedModel>> load_llama_model(const LoadOrder& order,
                                                      const std::string& libraries);

}  // namespace islet
