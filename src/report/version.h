// The version that every result names.
#pragma once

#include <string>

namespace islet {

/// "0.1.0".
std::string version();

}  // namespace islet
