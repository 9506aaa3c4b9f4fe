#include "report/figure_text.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"

namespace islet {
namespace {

/// The largest unit that leaves a number of at least 1; the smallest one for anything less.
template <std::size_t count>
ShownUnit largest_below(const std::array<ShownUnit, count>& units, double in_base_units) {
  ShownUnit best = units.front();
  for (const ShownUnit& unit : units) {
    // 999.6 W is shown as 1 kW, not as 1 000 W.
    if (std::abs(in_base_units) >= 0.9995 * unit.size) best = unit;
  }
  return best;
}

}  // namespace

ShownUnit shown_unit(Duration duration) {
  // Zero has no size of its own; hours are what most durations of a plan are in.
  if (duration == Duration()) return {3600, "h"};
  constexpr std::array<ShownUnit, 5> units = {
      {{1e-9, "ns"}, {1e-6, "µs"}, {1e-3, "ms"}, {1, "s"}, {3600, "h"}}};
  const double seconds = duration / second;
  if (seconds >= 120 && seconds < 7200) return {60, "min"};
  if (seconds >= 60 && seconds < 120) return {1, "s"};
  if (seconds >= 0.9995 * 2 * year.in_base_units()) return {year.in_base_units(), "years"};
  return largest_below(units, seconds);
}

ShownUnit shown_unit(Power power) {
  if (power == Power()) return {1, "W"};
  constexpr std::array<ShownUnit, 4> units = {{{1e-3, "mW"}, {1, "W"}, {1e3, "kW"}, {1e6, "MW"}}};
  return largest_below(units, power / watt);
}

ShownUnit shown_unit(Energy energy) {
  constexpr double wh = 3600;
  if (energy == Energy()) return {wh * 1e3, "kWh"};
  if (std::abs(energy / watt_hour) < 0.1) {
    constexpr std::array<ShownUnit, 2> small = {{{1e-3, "mJ"}, {1, "J"}}};
    return largest_below(small, energy / joule);
  }
  constexpr std::array<ShownUnit, 3> units = {{{wh, "Wh"}, {wh * 1e3, "kWh"}, {wh * 1e6, "MWh"}}};
  return largest_below(units, energy / joule);
}

ShownUnit shown_unit(Money) { return {1, "USD"}; }

ShownUnit shown_unit(Mass mass) {
  if (mass == Mass()) return {1e3, "kg"};
  constexpr std::array<ShownUnit, 3> units = {{{1, "g"}, {1e3, "kg"}, {1e6, "t"}}};
  return largest_below(units, mass / gram);
}

ShownUnit shown_unit(Volume) { return {1e-3, "L"}; }

ShownUnit shown_unit(Bytes bytes) {
  if (bytes == Bytes()) return {1073741824.0, "GiB"};
  constexpr std::array<ShownUnit, 4> units = {
      {{1, "B"}, {1024, "KiB"}, {1048576.0, "MiB"}, {1073741824.0, "GiB"}}};
  return largest_below(units, bytes / byte);
}

ShownUnit shown_unit(Bandwidth bandwidth) {
  constexpr std::array<ShownUnit, 4> units = {
      {{1, "B/s"}, {1e3, "kB/s"}, {1e6, "MB/s"}, {1e9, "GB/s"}}};
  return largest_below(units, bandwidth.in_base_units());
}

ShownUnit shown_unit(ComputeRate) { return {1e12, "TFLOP/s"}; }

ShownUnit shown_unit(TokenRate) { return {1, "tokens/s"}; }

std::string number_text(double number) { return significant(number, 3); }

std::string difference_text(Money from, Money to) {
  constexpr double told_from = 0.5;
  const double difference = (to - from) / dollar;
  if (std::abs(difference) < told_from) return "0";
  const std::string sign = difference > 0 ? "+" : difference < 0 ? "-" : "";
  return sign + number_text(std::abs(difference));
}

std::string share_text(double share) {
  if (share == 1.0) return "100 %";
  if (std::abs(share) < 1e-6) return "0 %";
  if (share <= 0.99 || share >= 1.0 || std::isnan(share)) return number_text(100 * share) + " %";
  // Two digits of the rest, so that 99.95 % and 99.99 % differ; never rounded up to 100 %.
  const double rest = 100 * (1.0 - share);
  const int digits = std::clamp(1 - static_cast<int>(std::floor(std::log10(rest))), 1, 5);
  const double unit = std::pow(10.0, -digits);
  const double shown = std::min(std::round(100 * share / unit) * unit, 100 - unit);
  std::string text = fmt::format("{:.{}f}", shown, digits);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text + " %";
}

std::string range_of(const Estimate<double>& share) {
  const std::string low = share_text(share.low);
  const std::string high = share_text(share.high);
  return low == high ? "" : low.substr(0, low.size() - 2) + " .. " + high;
}

std::string measure_text(Measure measure, double in_base_units) {
  switch (measure) {
    case Measure::share:
      return share_text(in_base_units);
    case Measure::duration:
      return text_of(Duration(in_base_units));
    case Measure::power:
      return text_of(Power(in_base_units));
    case Measure::money:
      return text_of(Money(in_base_units));
    case Measure::mass:
      return text_of(Mass(in_base_units));
    case Measure::token_rate:
      return text_of(TokenRate(in_base_units));
    case Measure::energy:
      return text_of(Energy(in_base_units));
    case Measure::noise_dba:
      return number_text(in_base_units) + " dB";
    case Measure::count:
      return number_text(in_base_units);
  }
  return {};
}

std::string wanted_text(const Requirement& requirement) {
  const char* sense = requirement.sense == Sense::at_least ? "at least " : "at most ";
  return sense + measure_text(requirement.measure, requirement.bound);
}

std::string count_text(double count) {
  constexpr double counted_out = 1e9;
  if (std::isfinite(count) && std::abs(count) >= counted_out) {
    std::string text = fmt::format("{:.2e}", count);  // "9.10e+17"
    const std::size_t exponent = text.find('e');
    std::string digits = text.substr(0, exponent);
    digits.erase(digits.find_last_not_of("0.") + 1);
    return digits + "e" + text.substr(text.find_first_of("123456789", exponent));
  }
  return significant(std::round(count), std::abs(count) < 1000 ? 3 : 15);
}

std::string position_text(const GeoPosition& position) {
  return fmt::format("{:.2f} {}, {:.2f} {}", std::abs(position.latitude_deg),
                     position.latitude_deg < 0 ? "S" : "N", std::abs(position.longitude_deg),
                     position.longitude_deg < 0 ? "W" : "E");
}

std::string runs_as(const WorkloadOutcome& workload) {
  if (workload.group < 0) return "over the link, no machine";
  std::string text = workload.choice + ", " + workload.precision;
  if (!workload.engine.empty()) text += ", " + workload.engine;
  if (!workload.draft.empty()) {
    text += fmt::format(", drafts of {} by {}", workload.draft_length, workload.draft);
  }
  if (workload.tensor > 1) text += fmt::format(", split over {}", workload.tensor);
  if (workload.replicas > 1) text += fmt::format(", {} replicas", workload.replicas);
  return text;
}

}  // namespace islet
