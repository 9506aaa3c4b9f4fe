// The joules of one request, as they are told to whoever asked.
#pragma once

#include <string_view>

#include "base/quantity.h"

namespace islet {

struct RequestEnergy {
  Energy energy;  ///< its share of what the machines drew, idle included
  Energy low;
  Energy high;
  bool is_metered = false;  ///< else by what engines are expected to draw

  std::string_view source() const { return is_metered ? "metered" : "expected"; }
};

}  // namespace islet
