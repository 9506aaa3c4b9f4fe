// What cannot be true of one device: rates of half of the weights, less at peak than sustained.
#pragma once

#include <string>

#include "catalog/accelerator.h"
#include "catalog/record_reader.h"

namespace islet {

/// "fp16_tflop_per_s", "int8_top_per_s": the key of a dense rate.
std::string rate_key(Precision precision);

/// Faults for what is said to be sustained above the peak of `device`; `part` is its `sustained`.
void refuse_above_peak(RecordReader& part, const Accelerator& device,
                       const SustainedFigures& sustained);

/// Faults for figures of `device`, as read from `record`, that contradict each other.
void refuse_device_contradictions(RecordReader& record, const Accelerator& device);

}  // namespace islet
