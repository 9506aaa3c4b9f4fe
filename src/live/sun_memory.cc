#include "live/sun_memory.h"

#include <algorithm>
#include <cmath>

namespace islet {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr double least_ratio = 0.2;
constexpr double most_ratio = 1.5;
constexpr std::int64_t ratio_hours = 3;

}  // namespace

std::int64_t SunMemory::slot_of(Instant moment) const {
  const auto shift = static_cast<std::int64_t>(first_hour_ * static_cast<double>(hour_ns));
  return (moment.nanoseconds() + shift) / hour_ns;
}

int SunMemory::hour_of(Instant moment) const {
  return static_cast<int>((slot_of(moment) % 24 + 24) % 24);
}

void SunMemory::saw(Instant now, Power power) {
  const std::int64_t slot = slot_of(now);
  if (slot_ >= 0 && slot == slot_) {
    const Duration span = between(last_, now);
    in_hour_ += power_ * span;
    seen_in_hour_ += span;
  } else {
    if (slot_ >= 0) close_hour();
    slot_ = slot;
    in_hour_ = Energy();
    seen_in_hour_ = Duration();
    foretold_ = expected(now, now).middle;
  }
  last_ = now;
  power_ = power;
}

void SunMemory::close_hour() {
  if (seen_in_hour_ < 0.5 * hour) return;
  const Power mean = in_hour_ / seen_in_hour_;
  error_sum_ += Power(std::abs((mean - foretold_) / watt));
  seen_sum_ += mean;
  ++scored_;
  std::vector<Power>& days = hours_[static_cast<std::size_t>((slot_ % 24 + 24) % 24)].days;
  const Power usual = usual_[static_cast<std::size_t>((slot_ % 24 + 24) % 24)];
  if (usual > Power()) ratio_ = std::clamp(mean / usual, least_ratio, most_ratio);
  days.push_back(mean);
  if (static_cast<int>(days.size()) > days_kept) days.erase(days.begin());
}

SunRange SunMemory::expected(Instant moment, Instant now) const {
  const auto at = static_cast<std::size_t>(hour_of(moment));
  const std::vector<Power>& days = hours_[at].days;
  Power sum = usual_[at];
  for (const Power one : days) sum += one;
  SunRange out;
  out.middle = sum / static_cast<double>(days.size() + 1);
  if (slot_of(moment) - slot_of(now) < ratio_hours && slot_ >= 0) {
    out.middle = 0.5 * (out.middle + ratio_ * usual_[at]);
  }
  out.low = out.high = out.middle;
  for (const Power one : days) {
    out.low = std::min(out.low, one);
    out.high = std::max(out.high, one);
  }
  if (static_cast<int>(days.size()) < days_kept) {
    out.low = std::min(out.low, 0.5 * out.middle);
    out.high = std::max(out.high, 1.5 * out.middle);
  }
  return out;
}

std::optional<double> SunMemory::error() const {
  if (scored_ < 24 || seen_sum_ <= Power()) return std::nullopt;
  return error_sum_ / seen_sum_;
}

}  // namespace islet
