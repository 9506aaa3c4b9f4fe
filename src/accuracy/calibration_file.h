// A calibration as a file: a table in which the first field of a row says what the row holds.
//
//     calibration,1,2026-11-21
//     table,mlperf.csv,812,9f86d081884c7d65          file, rows fitted, hash of its content
//     family,compute,engine,0.31                     component, family, deviation
//     noise,mlperf language,0.083,640                group of rows, scale, rows
//     range,all,0.9,1.71,1380,own,0.12,0.47          group, share, factor, rows, own or pooled,
//                                                    median and 90 % error of rows left out
//     effect,compute,engine,vllm/language,-0.102,0.0021,37    value, variance, rows
//     likeness,language,0.38,0.01,0.012,0.022        kind, variances: near, far, all, noise
//     alike,language,peak,0.0012                     kind, figure or word, weight
//     place,language,12,40,...,decode_rate,vllm,...,0.21    kind, 12 figures, 12 words, weight
//
// All but counts, shares and errors are natural logarithms. A row that starts with # is a comment.
#pragma once

#include <optional>
#include <string>

#include "accuracy/calibration.h"
#include "base/error.h"

namespace islet {

std::string calibration_text(const Calibration& calibration);

/// The error, or nothing when the file is safe on disk.
[[nodiscard]] std::optional<Error> write_calibration(const std::string& path,
                                                     const Calibration& calibration);

/// Reads what `calibration_text` wrote. Every fault goes to `faults` with line and column; with any
/// error the calibration must not be used.
Calibration read_calibration(const std::string& path, Faults& faults);

/// `path` is for messages only.
Calibration parsed_calibration(std::string_view text, const std::string& path, Faults& faults);

}  // namespace islet
