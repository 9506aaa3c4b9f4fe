#include "catalog/device_checks.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace islet {
namespace {

/// How much faster one rate of a chip may be than another before it must be one that counts 2:4
/// sparsity. Measured on the 155 devices of the catalogue with two rates or more (2026-11-21): the
/// largest dense ratio of each pair is given; the bound is 1.2 times that, half way to sparse.
struct RateBound {
  Precision rate;
  Precision against;
  double ratio_max;
};
constexpr std::array<RateBound, 9> rate_bounds = {{
    {Precision::fp8, Precision::int8, 1.2},    // 1.0
    {Precision::int8, Precision::fp8, 2.4},    // 2.0: GeForce halves fp8 with 32-bit sums
    {Precision::fp16, Precision::fp8, 1.2},    // 1.0: Gaudi 3
    {Precision::fp4, Precision::int8, 2.4},    // 2.0
    {Precision::int4, Precision::int8, 2.4},   // 2.0
    {Precision::fp4, Precision::fp8, 4.8},     // 4.0: GeForce
    {Precision::fp8, Precision::fp16, 4.3},    // 3.6: Tenstorrent n300
    {Precision::int4, Precision::fp16, 9.6},   // 8.0
    {Precision::fp4, Precision::fp16, 9.6},    // 8.1
}};

/// Chips whose integer units were cut back (B300) or whose half rate was (P40) are no measure.
bool is_measure(const Accelerator& device, Precision precision) {
  constexpr double cut_back = 0.9;
  const ComputeRate rate = device.peak_at(precision);
  if (rate <= ComputeRate()) return false;
  if (precision == Precision::int8) return rate >= cut_back * device.peak_at(Precision::fp16);
  if (precision == Precision::fp16) return rate >= cut_back * device.peak_at(Precision::fp32);
  return true;
}

/// Sheets like to print the rate with half of the weights zero beside dense ones.
void refuse_sparse_rates(RecordReader& record, const Accelerator& device) {
  std::array<bool, precision_count> refused{};
  for (const RateBound& bound : rate_bounds) {
    const ComputeRate rate = device.peak_at(bound.rate);
    const ComputeRate against = device.peak_at(bound.against);
    bool& is_refused = refused[static_cast<std::size_t>(bound.rate)];
    // A rate that is refused already is no measure of others.
    if (is_refused || refused[static_cast<std::size_t>(bound.against)]) continue;
    if (!is_measure(device, bound.against) || rate <= bound.ratio_max * against) continue;
    is_refused = true;
    const std::string key = rate_key(bound.rate);
    record.fault(key,
                 fmt::format("`{}` is {:g}, more than this chip's {:g} of {} allow", key,
                             rate / teraflop_per_second, against / teraflop_per_second,
                             name_of(bound.against)),
                 "Write the dense rate: half of the one that counts 2:4 sparsity.");
  }
}

void refuse_no_rate(RecordReader& record, const Accelerator& device) {
  const bool computes = std::any_of(device.peak.begin(), device.peak.end(),
                                    [](ComputeRate rate) { return rate > ComputeRate(); });
  if (computes) return;
  record.fault("name", "the record has no peak rate, such as `fp16_tflop_per_s`",
               "Where only the name is known, write `named_only: yes`.");
}

/// A language model is read from memory for every token: of the device, or of the computer that it
/// is a part of.
void refuse_no_memory(RecordReader& record, const Accelerator& device) {
  if (std::find(device.runs.begin(), device.runs.end(), ModelKind::language) == device.runs.end()) {
    return;
  }
  if (device.memory <= Bytes() && device.form != FormFactor::soc) {
    record.fault("memory_gb", "`memory_gb` is 0 and `runs` has language, which needs memory",
                 "Write its memory, or leave language out of `runs`.");
  }
  if (device.memory_bandwidth <= Bandwidth()) {
    record.fault("memory_bandwidth_gb_per_s",
                 "`memory_bandwidth_gb_per_s` is 0 and `runs` has language, which reads memory",
                 "Write how fast its memory is read, or leave language out of `runs`.");
  }
}

template <class Q>
void refuse_above(RecordReader& part, const std::string& key, const Figure<Q>& sustained,
                  const Figure<Q>& peak, Q unit) {
  if (sustained.typical <= peak.high) return;
  part.fault(key,
             fmt::format("`sustained.{0}` is {1:g}, above `{0}`, {2:g}", key,
                         sustained.typical / unit, peak.typical / unit),
             "A peak is never below what is sustained; see whether the two are swapped.");
}

}  // namespace

std::string rate_key(Precision precision) {
  const bool is_integer = precision == Precision::int8 || precision == Precision::int4;
  return fmt::format("{}_{}_per_s", name_of(precision), is_integer ? "top" : "tflop");
}

void refuse_above_peak(RecordReader& part, const Accelerator& device,
                       const SustainedFigures& sustained) {
  refuse_above(part, "memory_bandwidth_gb_per_s", sustained.memory_bandwidth,
               device.memory_bandwidth_figure, gigabyte_per_second);
  for (std::size_t index = 0; index < precision_count; ++index) {
    refuse_above(part, rate_key(static_cast<Precision>(index)), sustained.rates[index],
                 device.peak_figures[index], teraflop_per_second);
  }
  refuse_above(part, "board_w", sustained.board_power, device.board_power, watt);
}

void refuse_device_contradictions(RecordReader& record, const Accelerator& device) {
  refuse_no_rate(record, device);
  refuse_sparse_rates(record, device);
  refuse_no_memory(record, device);
  if (device.board_power.typical > Power() &&
      device.idle_power.typical >= device.board_power.typical) {
    record.fault("idle_w", "`idle_w` is not below `board_w`", "A device idles below its limit.");
  }
}

}  // namespace islet
