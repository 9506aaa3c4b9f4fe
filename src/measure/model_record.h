// A model that the catalogue does not hold, as a record: one of our own shapes, or a user's file.
#pragma once

#include <string>

#include "base/error.h"
#include "catalog/model.h"
#include "engines/gguf_reader.h"

namespace islet {

/// 'it''s' in quotes, as YAML wants any word.
std::string yaml_word(const std::string& text);

/// What a file's header says of it; the id is the file's name without its ending. Error D12 for an
/// architecture whose layers it does not count.
Result<Model> model_of(const GgufSummary& summary, const std::string& path);

/// Number format of most weights, as rows call it: "q4_0", "q8_0", "f16"; "q4" to "q6" for other
/// kinds of that many bits.
std::string weights_of(const GgufSummary& summary);

/// The record of a language model, for a file of records.
std::string model_yaml(const Model& model);

}  // namespace islet
