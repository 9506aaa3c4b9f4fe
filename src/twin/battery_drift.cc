#include "twin/battery_drift.h"

#include <algorithm>

namespace islet {
namespace {

constexpr Duration window = 15.0 * minute;
constexpr std::size_t windows_max = std::size_t{4} * 96;
/// A meter's step of charge is 0.01 to 1 %: below that a window says nothing.
constexpr double least_way = 0.004;
constexpr double way_enough = 0.5;
constexpr double edge = 0.02;
/// A gap in the readings is no course.
constexpr Duration longest_gap = 3.0 * minute;

}  // namespace

void BatteryDrift::saw(Instant now, std::optional<double> charge, std::optional<Power> power) {
  if (battery_.capacity <= Energy()) return;
  const bool is_known = charge.has_value() && power.has_value();
  if (is_open_ && is_known && between(last_, now) <= longest_gap) {
    const Duration span = between(last_, now);
    in_ += std::max(Power(), power_) * span;
    out_ += std::max(Power(), -power_) * span;
    charge_ = *charge;
    last_ = now;
    power_ = *power;
    if (between(begin_, now) < window) return;
    close();
    drift_.judge(now, health().value_or(1.0));
  }
  is_open_ = is_known;
  if (!is_known) return;
  begin_ = last_ = now;
  charge_at_begin_ = charge_ = *charge;
  power_ = *power;
  in_ = out_ = Energy();
}

/// Near full or empty the charge says little of what went in or out.
void BatteryDrift::close() {
  const double low = battery_.usable_min + edge;
  const double high = battery_.usable_max - edge;
  if (std::min(charge_at_begin_, charge_) < low || std::max(charge_at_begin_, charge_) > high) {
    return;
  }
  Window one;
  one.simulated =
      (battery_.charge_efficiency * in_ - out_ / battery_.discharge_efficiency) / battery_.capacity;
  one.metered = charge_ - charge_at_begin_;
  if (std::abs(one.simulated) < least_way && std::abs(one.metered) < least_way) return;
  windows_.push_back(one);
  if (windows_.size() > windows_max) windows_.pop_front();
}

std::optional<double> BatteryDrift::health() const {
  double way = 0;
  double both = 0;
  double own = 0;
  for (const Window& one : windows_) {
    way += std::abs(one.simulated);
    own += one.simulated * one.simulated;
    both += one.simulated * one.metered;
  }
  if (way < way_enough || both <= 0) return std::nullopt;
  return own / both;
}

}  // namespace islet
