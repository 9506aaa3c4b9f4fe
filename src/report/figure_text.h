// Figures as people read them: three significant digits, a unit that suits the size, a range.
#pragma once

#include <string>

#include "base/estimate.h"
#include "base/quantity.h"
#include "plan/plan.h"

namespace islet {

/// A unit for people and its size in base units.
struct ShownUnit {
  double size = 1;
  const char* name = "";
};

/// The unit in which a figure of this size reads best.
ShownUnit shown_unit(Duration duration);
ShownUnit shown_unit(Power power);
ShownUnit shown_unit(Energy energy);
ShownUnit shown_unit(Money money);
ShownUnit shown_unit(Mass mass);
ShownUnit shown_unit(Volume volume);
ShownUnit shown_unit(Bytes bytes);
ShownUnit shown_unit(Bandwidth bandwidth);
ShownUnit shown_unit(ComputeRate rate);
ShownUnit shown_unit(TokenRate rate);

/// "41 400" for 41 380; never an exponent for what a plan holds.
std::string number_text(double number);

/// "+420" USD from one cost to the other; "0" below half a dollar.
std::string difference_text(Money from, Money to);

/// "99.95 %": a share near 1 gets as many digits as its rest needs. Only 1 itself is "100 %".
std::string share_text(double share);

/// "41 400 USD", "61 ms", "9.6 kWh".
template <class Q>
std::string text_of(Q quantity) {
  const ShownUnit unit = shown_unit(quantity);
  return number_text(quantity.in_base_units() / unit.size) + " " + unit.name;
}

/// "37 000 .. 47 500", in the unit that the value is shown in; empty when there is no range.
template <class Q>
std::string range_of(const Estimate<Q>& estimate) {
  const ShownUnit unit = shown_unit(estimate.value);
  const std::string low = number_text(estimate.low.in_base_units() / unit.size);
  const std::string high = number_text(estimate.high.in_base_units() / unit.size);
  return low == high ? "" : low + " .. " + high;
}
std::string range_of(const Estimate<double>& share);

/// "41 400 USD (37 000 .. 47 500)".
template <class Q>
std::string text_of(const Estimate<Q>& estimate) {
  const std::string range = range_of(estimate);
  return text_of(estimate.value) + (range.empty() ? "" : " (" + range + ")");
}

/// A requirement's figure, which is held in base units: "36 h", "99.9 %".
std::string measure_text(Measure measure, double in_base_units);

/// "at least 99.9 %", "at most 100 ms".
std::string wanted_text(const Requirement& requirement);

/// "chat/8b-q4, int4, vllm, drafts of 4 by qwen3-0.6b, split over 2".
std::string runs_as(const WorkloadOutcome& workload);

/// "1 840" for a count of things; from a thousand million on as engineers write it: "9.15e17".
std::string count_text(double count);

/// "22.71 S, 118.93 E".
std::string position_text(const GeoPosition& position);

}  // namespace islet
