#include "measure/meter_log.h"

#include <algorithm>

namespace islet {
namespace {

constexpr Duration period = 0.1 * second;
constexpr std::size_t looks_max = 200'000;  // 5 hours
constexpr int looks_min = 3;

}  // namespace

MeterLog::MeterLog(const std::string& root, const std::string& library) : sensors_(root, library) {}

void MeterLog::look(Instant now) {
  if (!looks_.empty() && between(looks_.back().taken, now) < period) return;
  if (looks_.size() >= looks_max) return;
  std::vector<Sample> samples;
  sensors_.look(samples);
  Look one;
  one.taken = now;
  for (const Sample& sample : samples) {
    if (sample.what == Gauge::device_power) one.watts = sample.value;
    if (sample.what == Gauge::device_energy) one.joules = sample.value;
    if (sample.what == Gauge::temperature) one.degrees = sample.value;
  }
  looks_.push_back(one);
}

std::optional<Power> MeterLog::mean_power(Instant from, Instant to) const {
  const Look* first = nullptr;
  const Look* last = nullptr;
  double watts = 0;
  int with_watts = 0;
  int with_joules = 0;
  for (const Look& one : looks_) {
    if (one.taken < from || one.taken > to) continue;
    if (one.joules) {
      if (first == nullptr) first = &one;
      last = &one;
      ++with_joules;
    }
    if (one.watts) {
      watts += *one.watts;
      ++with_watts;
    }
  }
  if (with_joules >= looks_min && last->joules.value_or(0) > first->joules.value_or(0)) {
    return (*last->joules - *first->joules) * joule / between(first->taken, last->taken);
  }
  if (with_watts < looks_min) return std::nullopt;
  return watts / with_watts * watt;
}

std::optional<MeterLog::Heat> MeterLog::heat(Instant from, Instant to) const {
  std::optional<Heat> heat;
  for (const Look& one : looks_) {
    if (one.taken < from || one.taken > to || !one.degrees) continue;
    if (!heat) heat = Heat{*one.degrees, *one.degrees};
    heat->highest_deg = std::max(heat->highest_deg, *one.degrees);
  }
  return heat;
}

}  // namespace islet
