// What calibration tells a model of perf: software, factors on parts and on the whole, ranges.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/estimate.h"
#include "base/quantity.h"
#include "perf/component.h"

namespace islet {

/// A factor on a whole figure that drifts with a count n: exp(level + slope * ln(n) + bend(n)).
struct CountFactor {
  double level = 0;
  double slope = 0;
  /// What is added at n = 1, 8, 64, ...; in between in proportion to ln(n), outside as at the end.
  std::array<double, 6> bend{};
  bool has_bend = false;

  static constexpr double bend_step = 2.0794415416798357;  // ln 8

  bool is_plain() const { return level == 0 && slope == 0 && !has_bend; }
  double at(double count) const {
    constexpr double count_min = 0.1;  // as in the rows that the slope is fitted to
    if (slope == 0 && !has_bend) return std::exp(level);
    const double log = std::log(std::max(count, count_min));
    return std::exp(level + slope * log + (has_bend ? bent(log) : 0));
  }

 private:
  double bent(double log) const {
    const double place = std::clamp(log / bend_step, 0.0, static_cast<double>(bend.size() - 1));
    const auto below = std::min(static_cast<std::size_t>(place), bend.size() - 2);
    const double share = place - static_cast<double>(below);
    return bend[below] + share * (bend[below + 1] - bend[below]);
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
