#include "perf/split_traffic.h"

#include "base/check.h"

namespace islet {
namespace {

constexpr double activation_width = 2;  // bytes of a 16-bit value
constexpr double reduces_per_layer = 2;
constexpr double exchanges_per_layer = 2;

}  // namespace

std::string_view name_of(SplitKind kind) {
  switch (kind) {
    case SplitKind::tensor:
      return "tensor";
    case SplitKind::pipeline:
      return "pipeline";
    case SplitKind::expert:
      return "expert";
  }
  return "tensor";
}

/// Traffic of one member among p.
///
///     tensor   = 2 layers * 2 (p - 1) / p * hidden * 2 bytes
///                in 2 layers messages of 2 (p - 1) hops
///     pipeline = hidden * 2 bytes                                in p - 1 messages
///     expert   = 2 layers * k (p - 1) / p * hidden * 2 bytes     in 2 layers messages
///
/// k is the experts of one token; of an expert split, only layers with experts count.
///
/// Valid for   16-bit activations, ring all-reduce, experts spread evenly
/// Leaves out  dispatch in 8 bit, which halves its way out; tokens that need a machine once only
/// Source      Shoeybi et al., "Megatron-LM", arXiv 1909.08053, section 3; Lepikhin et al.,
///             "GShard", arXiv 2006.16668, section 3; serving simulators count alike
SplitTraffic split_traffic(const Model& model, SplitKind kind, int members) {
  CHECK(model.shape.has_value() && members >= 1);
  if (members == 1) return {};
  const LanguageShape& shape = *model.shape;
  const double width = shape.hidden * activation_width;
  const double others = members - 1.0;
  SplitTraffic found;
  switch (kind) {
    case SplitKind::tensor:
      found.messages = reduces_per_layer * shape.layers;
      found.hops = 2.0 * others;
      found.bytes = found.messages * 2.0 * others / members * width * byte / token;
      break;
    case SplitKind::pipeline:
      found.messages = others;
      found.bytes = width * byte / token;
      break;
    case SplitKind::expert:
      CHECK(shape.experts > 0);
      found.messages = exchanges_per_layer * (shape.layers - shape.dense_layers);
      found.bytes =
          found.messages * shape.experts_per_token * others / members * width * byte / token;
      break;
  }
  return found;
}

BytesPerToken link_bytes_per_token(const Model& model, const Layout& layout) {
  // A pipeline stage holds its share of the layers, and so of the all-reduces.
  return split_traffic(model, SplitKind::tensor, layout.tensor).bytes / layout.pipeline +
         split_traffic(model, SplitKind::pipeline, layout.pipeline).bytes;
}

}  // namespace islet
