// The engine and the number format of a measured row, as its words name them.
#pragma once

#include <string>

#include "accuracy/row_join.h"
#include "catalog/precision.h"

namespace islet {

/// Family of the engine, told more finely than `JoinedRow::engine`: reference code and what a maker
/// submits for its own chips are families of their own.
std::string engine_of(const JoinedRow& joined);

/// A format of weights: as the row calls it, and what the machine computes in.
struct RowFormat {
  std::string name;
  Precision precision = Precision::fp16;
};

/// The row's format; where it names none, what the submissions of its round used.
RowFormat format_of(const JoinedRow& joined, const std::string& engine);

}  // namespace islet
