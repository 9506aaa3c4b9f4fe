// What devices that share a model send each other for every token, and how often.
#pragma once

#include <string_view>

#include "base/quantity.h"
#include "catalog/model.h"
#include "perf/layout.h"

namespace islet {

/// Ways to lay a model over members: devices of one machine, or machines.
enum class SplitKind { tensor, pipeline, expert };

/// "tensor", "pipeline", "expert".
std::string_view name_of(SplitKind kind);

/// Traffic of one member, one direction.
struct SplitTraffic {
  BytesPerToken bytes{};  ///< for each token that a step computes
  double messages = 0;    ///< one after the other in a step, whatever its tokens
  double hops = 1;        ///< of the network in each message
};

/// Among `members` >= 1; nothing for one. The model must have a language shape, and experts for an
/// expert split.
SplitTraffic split_traffic(const Model& model, SplitKind kind, int members);

/// Traffic of the busiest device of a layout.
BytesPerToken link_bytes_per_token(const Model& model, const Layout& layout);

}  // namespace islet
