#include "meters/meter_track.h"

#include <algorithm>
#include <cmath>

namespace islet {

void MeterTrack::take(Instant now, std::optional<double> value) {
  const bool can_be =
      value && std::isfinite(*value) && *value >= rule_.least && *value <= rule_.most;
  if (!can_be) {
    is_refused_ = true;
    return;
  }
  const bool is_far = was_read_ && now < stale_at() && std::abs(*value - last_) > rule_.most_step;
  if (!is_far) return believe(now, *value);
  // A step that nothing makes so fast. When the meter keeps to it, it was the old value that was
  // wrong.
  const bool is_same = doubts_ > 0 && std::abs(*value - doubted_) <= rule_.most_step;
  doubts_ = is_same ? doubts_ + 1 : 1;
  doubted_ = *value;
  is_refused_ = true;
  if (doubts_ >= steps_to_believe) believe(now, *value);
}

void MeterTrack::believe(Instant now, double value) {
  was_read_ = true;
  is_refused_ = false;
  doubts_ = 0;
  last_ = value;
  taken_ = now;
  recent_[count_++ % window] = value;
}

Instant MeterTrack::stale_at() const { return after(taken_, periods_to_stale * rule_.period); }

/// Turns of direction, each after a way of more than `swing`: four in eight readings are no course.
bool MeterTrack::swings() const {
  if (rule_.swing <= 0 || count_ < window) return false;
  int turns = 0;
  double before = 0;
  for (std::size_t i = 1; i < window; ++i) {
    const double way = recent_[(count_ + i) % window] - recent_[(count_ + i - 1) % window];
    if (std::abs(way) <= rule_.swing) continue;
    if (before * way < 0) ++turns;
    before = way;
  }
  return turns >= 4;
}

MeterState MeterTrack::state(Instant now) const {
  if (!was_read_) return is_refused_ ? MeterState::absurd : MeterState::absent;
  // What speaks nonsense is said to do so, for however long.
  if (is_refused_) return MeterState::absurd;
  if (now >= stale_at()) return MeterState::stale;
  return swings() ? MeterState::jumping : MeterState::fresh;
}

double MeterTrack::safe(Instant now) const {
  if (!was_read_) return rule_.worst;
  if (now >= stale_at()) {
    if (rule_.worst_per_second <= 0) return rule_.worst;
    const double way = rule_.worst_per_second * (between(stale_at(), now) / second);
    const double assumed = rule_.low_is_worse ? last_ - way : last_ + way;
    return rule_.low_is_worse ? std::max(assumed, std::min(rule_.worst, last_))
                              : std::min(assumed, std::max(rule_.worst, last_));
  }
  double value = last_;
  if (swings()) {
    for (const double one : recent_) value = worse(value, one);
  }
  return doubts_ > 0 ? worse(value, doubted_) : value;
}

TrackRule usual_rule(Gauge what) {
  TrackRule rule;
  switch (what) {
    case Gauge::panel_power:
    case Gauge::generator_power:
    case Gauge::discharge_limit:
      rule.least = 0;
      rule.most = 1e9;
      break;
    case Gauge::load_power:
    case Gauge::device_power:
      rule.least = 0;
      rule.most = 1e9;
      rule.low_is_worse = false;
      break;
    case Gauge::load_energy:
    case Gauge::device_energy:
      rule.least = 0;
      break;
    case Gauge::battery_charge:
      // A battery that is emptied within two hours, as serving/power_state.h assumes.
      rule.least = 0;
      rule.most = 1;
      rule.most_step = 0.05;
      rule.swing = 0.02;
      rule.worst_per_second = 0.5 / 3600;
      break;
    case Gauge::fuel:
      rule.least = 0;
      rule.most = 1;
      rule.worst_per_second = 0.1 / 3600;
      break;
    case Gauge::battery_power:
    case Gauge::grid_power:
      rule.least = -1e9;
      rule.most = 1e9;
      break;
    case Gauge::temperature:
    case Gauge::inlet_temperature:
      rule.least = -90;
      rule.most = 200;
      rule.low_is_worse = false;
      rule.worst = 200;
      // A box whose cooler has failed warms by some kelvin an hour; nobody sees it.
      if (what == Gauge::inlet_temperature) rule.worst_per_second = 10.0 / 3600;
      break;
    case Gauge::ups_low:
      rule.least = 0;
      rule.most = 1;
      rule.low_is_worse = false;
      rule.worst = 1;
      break;
    case Gauge::battery_health:
    case Gauge::curtailed:
    case Gauge::mains:
    case Gauge::ups_charge:
    case Gauge::generator_runs:
      rule.least = 0;
      rule.most = 1;
      break;
    case Gauge::ups_runtime:
      rule.least = 0;
      rule.most = 1e7;
      break;
  }
  return rule;
}

}  // namespace islet
