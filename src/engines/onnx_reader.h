// What goes into a network and comes out, read from its ONNX file without the engine.
#pragma once

#include <string>
#include <string_view>

#include "engines/network_model.h"

namespace islet {

struct OnnxPorts {
  std::vector<NetworkPort> inputs;  ///< without weights
  std::vector<NetworkPort> outputs;
};

/// Of the bytes of a whole file. Error when they are no such file.
Result<OnnxPorts> read_onnx_ports(std::string_view bytes);

}  // namespace islet
