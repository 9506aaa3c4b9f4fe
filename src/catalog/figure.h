// A figure as the catalogue holds it: what we use, with range and evidence, and what was stated.
#pragma once

#include <string>

#include "base/error.h"
#include "base/estimate.h"

namespace islet {

/// A published or assumed figure. low <= typical <= high; all equal where no range is known.
/// `Q` is a quantity or a plain double.
template <class Q>
struct Figure {
  Q typical{};
  Q low{};
  Q high{};
  Grade grade = Grade::d;
  std::string source;  ///< ids in data/sources.yaml, comma-separated
  std::string stated;  ///< what a seed document stated, as written, where it differs; else empty
  std::string see;     ///< the contradiction that argues the correction, such as "CH04"; else empty
  std::string note{};  ///< what a reader of the figure should know; mostly empty
  std::string date{};  ///< of prices: "2025", "2025-06" or "2025-06-15"

  /// The figure as an estimate whose source is `name` (such as "catalog:l4.idle_w").
  Estimate<Q> estimate(const std::string& name) const {
    return {typical, low, high, 0.9, grade, name + (source.empty() ? "" : " [" + source + "]")};
  }
};

/// Where a whole record comes from; its figures carry their own evidence where it differs.
struct Origin {
  Grade grade = Grade::d;
  std::string source;  ///< ids in data/sources.yaml, comma-separated
  std::string note;
  Place place{};        ///< where the record is written
  bool is_own = false;  ///< of the user's own catalogue
};

}  // namespace islet
