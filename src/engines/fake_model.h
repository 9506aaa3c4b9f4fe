// A model that computes nothing: it says words that follow from prompt and place alone. Tests and
// speed trials of the gateway run against it, and it can misbehave in every way that engines do.
#pragma once

#include <memory>

#include "engines/worker.h"

namespace islet {

/// The file's name says how it behaves: "fake", or "fake?crash_at=3&step_us=200". Keys: `step_us`
/// (time of a step), `load_ms`, `crash_at`, `hang_at`, `garbage_at` (number of the step, from 1; a
/// crash is real), `refuse` (1: does not load), `once` (a file that is made at the first
/// misbehaviour, after which there is none).
Result<std::unique_ptr<LoadedModel>> load_fake_model(const LoadOrder& order, int socket);

}  // namespace islet
