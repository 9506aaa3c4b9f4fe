#include "serving/power_state.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace islet {
namespace {

/// Not NaN, not negative; infinite is a way to say "no limit".
template <class Q>
bool is_amount(Q value) {
  return value.in_base_units() >= 0;
}

Power counted_on(const ForecastSlot& slot) { return slot.free + slot.bought - slot.withheld; }

bool is_share(double value) { return value >= 0 && value <= 1; }

}  // namespace

bool PowerState::read(Instant now, const PowerReading& reading) {
  if (!is_amount(reading.available) || !is_amount(reading.for_safety) ||
      !is_amount(reading.free) || !is_share(reading.charge) ||
      !is_share(reading.counted_share) || reading.counted_share <= 0 ||
      !is_amount(reading.above_reserve) || !is_amount(reading.above_floor) ||
      !is_share(reading.fuel)) {
    return false;
  }
  reading_ = reading;
  has_reading_ = true;
  stale_at_ = after(now, rule_.stale_after);
  return true;
}

bool PowerState::set_forecast(const Forecast& forecast) {
  const std::size_t count = std::min(forecast.size(), static_cast<std::size_t>(forecast_slots_max));
  Instant end = long_ago;
  for (std::size_t i = 0; i < count; ++i) {
    const ForecastSlot& slot = forecast[i];
    const bool is_sound = slot.from >= end && slot.length > Duration() && slot.length <= year &&
                          is_amount(slot.free) && is_amount(slot.bought) &&
                          is_amount(slot.withheld) && std::isfinite(slot.price) &&
                          slot.price >= 0 && slot.engines >= 0;
    if (!is_sound) return false;
    end = after(slot.from, slot.length);
  }
  forecast_.assign(forecast.begin(), forecast.begin() + static_cast<std::ptrdiff_t>(count));
  supplied_before_.assign(count + 1, Energy());
  for (std::size_t i = 0; i < count; ++i) {
    supplied_before_[i + 1] = supplied_before_[i] + counted_on(forecast_[i]) * forecast_[i].length;
  }
  return true;
}

double PowerState::charge(Instant now) const {
  if (!is_stale(now)) return reading_.charge;
  const double hours = between(stale_at_, now) / hour;
  return std::max(0.0, reading_.charge - rule_.stale_fall_per_hour * hours);
}

double PowerState::counted_charge(Instant now) const {
  return std::min(1.0, charge(now) / reading_.counted_share);
}

bool PowerState::update(Instant now) {
  const double level = counted_charge(now);
  bool changed = false;
  for (std::size_t i = 0; i < stopped_.size(); ++i) {
    const double mark = rule_.stops_below[i] + (stopped_[i] ? rule_.margin : 0.0);
    const bool stops = level < std::min(mark, 1.0);
    changed = changed || stops != stopped_[i];
    stopped_[i] = stops;
  }
  return changed;
}

bool PowerState::may_run(WorkClass work_class) const {
  if (reading_.bridging && !is_acute(work_class)) return false;
  return !stopped_[index_of(work_class)];
}

Energy PowerState::supplied(Instant from, Instant until) const {
  // Energy of the slots before a moment: whole slots by the sums, the last one in part.
  const auto before = [&](Instant moment) {
    const auto slot =
        std::upper_bound(forecast_.begin(), forecast_.end(), moment,
                         [](Instant at, const ForecastSlot& one) { return at < one.from; });
    if (slot == forecast_.begin()) return Energy();
    const auto last = static_cast<std::size_t>(slot - forecast_.begin()) - 1;
    const ForecastSlot& one = forecast_[last];
    const Duration part = std::min(one.length, between(one.from, moment));
    return supplied_before_[last] + counted_on(one) * part;
  };
  if (forecast_.empty() || until <= from) return Energy();
  // Far moments would overflow `between`: nothing comes after the last slot anyway.
  const Instant end = after(forecast_.back().from, forecast_.back().length);
  return before(std::min(until, end)) - before(std::min(from, end));
}

Energy PowerState::left(WorkClass work_class, Instant now, Instant until, Power idle) const {
  const bool is_safety = work_class == WorkClass::safety;
  Energy left = is_safety ? reading_.above_floor : reading_.above_reserve;
  if (!std::isfinite(left.in_base_units())) return left;
  Instant end = now;
  if (!forecast_.empty()) end = after(forecast_.back().from, forecast_.back().length);
  end = std::max(now, std::min(until, end));
  left += supplied(now, end) - idle * between(now, end);
  for (std::size_t i = 0; i <= index_of(work_class); ++i) left -= booked_[i];
  return left;
}

Duration PowerState::until_enough(WorkClass work_class, Instant now, Energy needed,
                                  Power idle) const {
  for (const ForecastSlot& slot : forecast_) {
    const Instant end = after(slot.from, slot.length);
    if (end <= now) continue;
    if (left(work_class, now, end, idle) >= needed) return between(now, end);
  }
  return Duration(std::numeric_limits<double>::infinity());
}

}  // namespace islet
