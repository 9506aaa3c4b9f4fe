// Which collection of published figures a row comes from, told by its own words.
#pragma once

#include <string>

#include "accuracy/measured_row.h"

namespace islet {

/// The collection a row belongs to, named as the table of data/measured that holds it: "mlperf",
/// "mlenergy", "inferencemax", "trtllm", "hailo", "llamacpp_cpu_apple", "vision_nlp_tables",
/// "edge_misc" or "power". Names, lengths of a data set and what a figure counts go by it.
///
/// It is read from the scenario and the source of the row, not from the file it stands in, so that
/// rows mean the same wherever somebody keeps them. Only where neither tells is it the name of the
/// file without its ending.
std::string origin_of(const MeasuredRow& row);

}  // namespace islet
