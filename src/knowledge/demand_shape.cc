#include "knowledge/demand_shape.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

constexpr double steady_variation = 0.5;
constexpr double steady_idle_share = 0.1;
constexpr double idle_gap = 10;  ///< times the median gap

std::vector<double> gaps_of(const std::vector<Duration>& arrivals) {
  std::vector<double> gaps;
  for (std::size_t index = 1; index < arrivals.size(); ++index) {
    gaps.push_back((arrivals[index] - arrivals[index - 1]) / second);
  }
  return gaps;
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

bool is_fixed_engine(const Accelerator& device) {
  return device.device_class == DeviceClass::npu ||
         device.device_class == DeviceClass::datacenter_npu;
}

bool is_rated(const Accelerator& device) {
  return !device.named_only && device.peak_at(Precision::int8) > ComputeRate() &&
         device.board_power.typical > Power() && device.idle_power.typical > Power();
}

}  // namespace

DemandShape demand_shape(const std::vector<Duration>& arrivals) {
  CHECK(arrivals.size() >= 3);
  const std::vector<double> gaps = gaps_of(arrivals);
  double sum = 0;
  for (const double gap : gaps) sum += gap;
  const double mean = sum / static_cast<double>(gaps.size());
  double squares = 0;
  double idle = 0;
  const double longest_busy = idle_gap * median_of(gaps);
  for (const double gap : gaps) {
    squares += (gap - mean) * (gap - mean);
    if (gap > longest_busy) idle += gap;
  }
  DemandShape shape;
  if (mean > 0) {
    shape.rate = 1.0 / (mean * second);
    shape.gap_variation = std::sqrt(squares / static_cast<double>(gaps.size())) / mean;
    shape.idle_share = idle / sum;
  }
  const bool steady =
      shape.gap_variation < steady_variation && shape.idle_share < steady_idle_share;
  shape.profile = steady && mean > 0 ? "process" : "discrete";
  return shape;
}

std::vector<const Accelerator*> ranked_for(const std::string& profile, const Catalog& catalog,
                                           std::size_t count) {
  std::vector<const Accelerator*> devices;
  for (const Accelerator& device : catalog.accelerators) {
    if (is_rated(device)) devices.push_back(&device);
  }
  const bool process = profile == "process";
  const auto merit = [&](const Accelerator& device) {
    const Figure<Power>& watts = process ? device.board_power : device.idle_power;
    return device.peak_at(Precision::int8) / watts.typical;
  };
  std::stable_sort(devices.begin(), devices.end(),
                   [&](const Accelerator* left, const Accelerator* right) {
                     if (process && is_fixed_engine(*left) != is_fixed_engine(*right)) {
                       return is_fixed_engine(*left);
                     }
                     return merit(*left) > merit(*right);
                   });
  devices.resize(std::min(count, devices.size()));
  return devices;
}

Answer demand_answer(const Knowledge& knowledge, const Catalog& catalog,
                     const std::vector<Duration>& arrivals) {
  const DemandShape shape = demand_shape(arrivals);
  Answer answer;
  answer.question = "demand";
  answer.verdict = shape.profile;
  answer.count("arrivals", static_cast<double>(arrivals.size()));
  answer.count("rate_hz", shape.rate / hertz);
  answer.count("gap_variation", shape.gap_variation);
  answer.count("idle_pct", 100 * shape.idle_share);
  const Fact& band = fact_named(knowledge, shape.profile);
  std::string needs;
  for (const std::string& need : band.words("needs")) needs += (needs.empty() ? "" : ", ") + need;
  answer.say("needs", needs);
  std::string devices;
  for (const Accelerator* device : ranked_for(shape.profile, catalog, 5)) {
    devices += (devices.empty() ? "" : ", ") + device->id;
  }
  answer.say("devices_first", devices);
  answer.reasons.push_back(shape.profile == "process"
                               ? "the gaps are even: sustained rate, jitter and heat decide"
                               : "bursts with idle time between: the first result and idle watts "
                                 "decide");
  const auto frames = number_at(fact_named(knowledge, "process"), "frame_rate_fps_min");
  if (shape.profile == "process" && frames && shape.rate / hertz < *frames * 0.99) {
    answer.reasons.emplace_back("steady, though below the 30 frames/s that the documents name");
  }
  answer.rest_on({shape.profile == "process" ? "R146" : "R145"});
  return answer;
}

}  // namespace islet
