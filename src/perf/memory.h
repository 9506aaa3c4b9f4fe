// What a model holds in device memory: weights, cache, work space; and how much of it fits.
#pragma once

#include <optional>

#include "base/quantity.h"
#include "catalog/accelerator.h"
#include "catalog/model.h"
#include "perf/layout.h"

namespace islet {

/// Weights of the whole model as an engine loads them, quantisation scales included.
Bytes weight_bytes(const Model& model, Precision precision);

/// Memory that one token of context holds in the cache of the whole model.
/// 0 for models without a language shape.
BytesPerToken cache_bytes_per_token(const Model& model, Precision precision);

/// The same on the fullest device of a layout: heads are shared out, a latent cache is not.
BytesPerToken cache_bytes_per_token(const Model& model, const Layout& layout);

/// Cache of one sequence of that context on the fullest device of a layout; layers with a sliding
/// window keep no more than their window.
Bytes cache_bytes(const Model& model, const Layout& layout, Tokens context);

/// Sequences held at one time, each with a context of `context` tokens (prompt and reply).
/// For models without a cache: inputs in one batch, and `context` is not used.
struct Holding {
  double sequences = 1;
  Tokens context{};
};

/// Need of the fullest device of a layout.
struct MemoryNeed {
  Bytes weights;
  Bytes cache;
  Bytes work_space;  ///< activations of one step, logits, collectives' buffers, engine

  Bytes total() const { return weights + cache + work_space; }
};

/// What the fullest device of the layout must hold: weights, cache and work space.
MemoryNeed memory_need(const Model& model, const Accelerator& device, const Layout& layout,
                       const Holding& holding);

/// Memory of one device that an engine may fill: less the operating system's share where memory is
/// unified, less what the engine leaves free. 0 for a chip that keeps no model memory of its own.
Bytes usable_memory(const Accelerator& device, double engine_share = usual_engine_share);

/// How many sequences of that context the cache holds beside weights and work space; 0 when the
/// weights alone do not fit. Without a cache: the batch, at most 1024.
int sequences_that_fit(const Model& model, const Accelerator& device, const Layout& layout,
                       Tokens context);

/// True when `memory_need` is at most `usable_memory`.
bool fits(const Model& model, const Accelerator& device, const Layout& layout,
          const Holding& holding);

/// The share of memory that an engine must be given to hold that: the usual one, or as much more as
/// it takes in hundredths; none above the greatest. `layout.engine_share` is not looked at.
std::optional<double> engine_share_for(const Model& model, const Accelerator& device,
                                       const Layout& layout, const Holding& holding);

/// "needs 38.9 GB of memory on each device, the L4 24GB gives 21.6 GB"; none when it fits.
std::optional<Refusal> memory_refusal(const Model& model, const Accelerator& device,
                                      const Layout& layout, const Holding& holding);

}  // namespace islet
