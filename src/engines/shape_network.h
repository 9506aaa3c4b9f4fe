// Shape models in ONNX: an image classifier and text encoders, FP32, any batch.
#pragma once

#include <string>
#include <vector>

#include "engines/shape_model.h"

namespace islet {

/// Names that are not in the catalogue.
std::vector<OwnShape> own_networks();

std::vector<ShapeOffer> network_offers();

/// `image` to `scores` for ResNet-50; `input_ids` and `attention_mask` to `embedding` for encoders.
Result<ShapeMade> make_shape_network(const ShapeWish& wish, const Catalog& catalog,
                                     const std::string& path);

}  // namespace islet
