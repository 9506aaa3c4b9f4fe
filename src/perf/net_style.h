// What a net is mostly made of: its layers decide how much of a chip it can use.
#pragma once

#include <string_view>

#include "catalog/model.h"

namespace islet {

enum class NetStyle {
  dense_language,   ///< decoder without experts
  expert_language,  ///< decoder with experts
  encoder,          ///< reads a whole text at once
  transformer,      ///< vision by attention throughout
  attention,        ///< convolutions with some, or heads that small chips treat like it
  depthwise,        ///< separable convolutions: little work for much traffic
  detector,         ///< dense convolutions with detection heads
  full_size,        ///< convolutions at the size of the picture: segmentation, super resolution
  convolution       ///< everything else
};

/// Told from the shape, else from the family's words in the name.
NetStyle net_style(const Model& model);

/// "attention", "depthwise", ...
std::string_view name_of(NetStyle style);

}  // namespace islet
