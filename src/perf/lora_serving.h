// Serving one model with many low-rank adapters: their size, what they add to a step, how long one
// takes to load, and how many fit beside the cache.
#pragma once

#include "base/quantity.h"
#include "perf/memory.h"
#include "perf/step_time.h"

namespace islet {

/// A low-rank adapter: factors of `rank` beside some matrices of every layer.
struct Adapter {
  int rank = 16;
  bool on_queries_and_values = true;  ///< of attention
  bool on_keys_and_outputs = true;    ///< of attention
  bool on_feed_forward = true;        ///< every expert of a mixture has factors of its own
  Precision precision = Precision::fp16;
};

/// Parameters of an adapter for `model`, which must have a language shape.
double adapter_parameters(const Model& model, const Adapter& adapter);

/// The same in memory, or in the file it is loaded from.
Bytes adapter_bytes(const Model& model, const Adapter& adapter);

/// Arithmetic that an adapter adds for one token; of a mixture, the chosen experts' alone.
Flops adapter_work_per_token(const Model& model, const Adapter& adapter);

/// Memory on one device of an engine's `slots`, each as large as the largest adapter.
Bytes slot_memory(const Model& model, const Layout& layout, const Adapter& largest, int slots);

/// Slots that fit beside the model and what it holds for `holding`; at most 4,096.
int slots_that_fit(const Model& model, const Accelerator& device, const Layout& layout,
                   const Adapter& largest, const Holding& holding);

/// From the host's memory to a slot. The host link must be known.
Duration adapter_load_time(const Model& model, const Accelerator& device, const Adapter& adapter);

/// Tokens of one step that have an adapter, and how many different ones they have.
struct AdapterUse {
  double tokens = 1;
  double distinct = 1;  ///< at most `tokens`
};

/// What adapters add to one step. `largest` has the largest rank of the slots in use: the kernel
/// computes all with it.
Duration adapter_step_time(const Model& model, const Accelerator& device, const Layout& layout,
                           const Adapter& largest, const AdapterUse& use);

}  // namespace islet
