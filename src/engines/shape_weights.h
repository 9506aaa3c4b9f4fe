// Random weights in the blocks of the file format: right in size and spread, without meaning.
#pragma once

#include <cstdint>
#include <string>

#include "base/random.h"
#include "engines/shape_language.h"

namespace islet {

/// Half precision nearest to `value`, ties to even; too large ones become the largest.
std::uint16_t half_of(double value);

/// The next `blocks` blocks of a tensor, drawn from its stream and added to `out`.
void add_random_blocks(const ShapeTensor& tensor, std::uint64_t blocks, RandomStream& stream,
                       std::string& out);

}  // namespace islet
