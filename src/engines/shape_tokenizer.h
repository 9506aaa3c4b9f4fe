// The words of a shape model: bytes, letters and syllables, so that any text can be cut into them
// and what the model says can be read aloud.
#pragma once

#include <string>
#include <vector>

#include "engines/gguf_format.h"

namespace islet {

/// Unknown, begin, end, 256 bytes, two marks of turns.
inline constexpr int shape_vocabulary_least = 261;

/// The first `shape_vocabulary_least` words are marks and bytes; a shape model is made so that it
/// hardly ever says one of them.
void add_tokenizer(GgufHeader& header, int vocabulary);

/// Word `index` and those before it are what `add_tokenizer` writes.
std::vector<std::string> shape_words(int vocabulary);

}  // namespace islet
