// The program's only clock: for progress and for --time-limit. No result depends on it but where a
// search is cut short, which the result then says.
#pragma once

#include <cstdint>

#include "base/quantity.h"

namespace islet {

/// Starts when made.
class Stopwatch {
 public:
  Stopwatch();
  Duration elapsed() const;

 private:
  std::int64_t start_ns_;
};

}  // namespace islet
