// For tests: the knowledge as shipped, read once for all tests of one program.
#pragma once

#include "knowledge/knowledge.h"

namespace islet {

inline const Knowledge& shipped_knowledge() {
  static const Knowledge knowledge = [] {
    Faults faults;
    Knowledge read = read_knowledge("data", faults);
    CHECK(!faults.has_errors());
    return read;
  }();
  return knowledge;
}

}  // namespace islet
