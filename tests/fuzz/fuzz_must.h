// What must hold in a fuzzer, whatever bytes come.
#pragma once

namespace islet {

inline void must(bool holds) {
  if (!holds) __builtin_trap();
}

}  // namespace islet
