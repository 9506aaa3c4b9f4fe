// What calibration tells a model of perf: software, factors on parts and on the whole, ranges.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "base/estimate.h"
#include "base/quantity.h"
#include "perf/component.h"

namespace islet {

/// A factor on a whole figure that drifts with a count n: exp(level + slope * ln(n)).
struct CountFactor {
  double level = 0;
  double slope = 0;

  bool is_plain() const { return level == 0 && slope == 0; }
  double at(double count) const {
    constexpr double count_min = 0.1;  // as in the rows that the slope is fitted to
    if (slope == 0) return std::exp(level);
    return std::exp(level + slope * std::log(std::max(count, count_min)));
  }
};

/// How far predictions may be off (90 %), as a factor up and down, and on what evidence. A factor
/// of 0 is that of the device's class (perf/evidence.h).
struct TunedRange {
  double prompt = 0;  ///< time of a prompt
  double decode = 0;  ///< time of a step in decoding
  double inputs = 0;  ///< time and rate of inputs
  double power = 0;   ///< watts of the boards
  Grade grade = Grade::c;
  std::string source{};        ///< of times: "calibration of 2026-11-21, language known device ..."
  std::string power_source{};  ///< of watts
};

/// Software that runs a model, and what calibration says of it on this device. The factor on
/// `Component::whole` is not used: it depends on the figure, so those below stand for it.
struct Tuning {
  std::string engine;  ///< "vllm", "tensorrt_llm", ...; empty: no engine in particular
  LogFactors factors{};
  CountFactor prompt{};  ///< time that prompts take, by the tokens of each
  CountFactor decode{};  ///< time of a step in decoding, by its sequences
  CountFactor batch{};   ///< time of one batch from end to end, by its inputs
  CountFactor inputs{};  ///< device time of a batch while others follow, by its inputs
  CountFactor draw{};    ///< watts of the boards, by sequences or inputs
  Power limit{};         ///< set on each board; 0: its own
  double clock = 1;      ///< that boards are locked to, a share of the highest (perf/clock_lock.h)
  TunedRange range{};
};

}  // namespace islet
