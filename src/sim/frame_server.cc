#include "sim/frame_server.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/check.h"

namespace islet {
namespace {

constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();
/// Lanes whose common period is longer are stepped frame by frame.
constexpr std::int64_t longest_period_ns = 4'000'000'000;
/// Between two steps of other work: more only when frames alone want all of the device.
constexpr int most_batches = 16;

std::int64_t whole_ns(Duration duration) {
  return static_cast<std::int64_t>(std::llround(duration / nanosecond));
}

}  // namespace

void FrameServer::set_lane(std::size_t index, const FrameLane& spec, Instant now) {
  CHECK(!spec.phases.empty() && !spec.batch.empty() && spec.period > Duration());
  while (lanes_.size() <= index) lanes_.emplace_back();
  Lane& lane = lanes_[index];
  // Frames that the device has taken ahead are not asked for again; those that wait are lost.
  Instant from = now;
  if (!lane.phases_ns.empty()) {
    while (arrival(lane, 0) < now.nanoseconds()) lose(lane, 1);
    if (free_ > now && first_waiting(free_.nanoseconds()) != &lane) from = free_;
  }
  lane.spec = spec;
  lane.period_ns = std::max<std::int64_t>(1, whole_ns(spec.period));
  lane.limit_ns = spec.limit > Duration() ? whole_ns(spec.limit) : endless;
  lane.phases_ns.clear();
  for (const Duration phase : spec.phases) {
    lane.phases_ns.push_back(std::clamp<std::int64_t>(whole_ns(phase), 0, lane.period_ns - 1));
  }
  lane.batch.clear();
  for (const FrameBatch& each : spec.batch) {
    const std::int64_t occupied = std::max<std::int64_t>(1, whole_ns(each.occupied));
    lane.batch.push_back({std::max(occupied, whole_ns(each.time)), occupied, each.draw});
  }
  const std::int64_t now_ns = from.nanoseconds();
  lane.cycle_ns = now_ns / lane.period_ns * lane.period_ns;
  lane.at = 0;
  while (arrival(lane, 0) < now_ns) skip(lane, 1);
  find_period();
}

void FrameServer::find_period() {
  period_ns_ = 1;
  for (const Lane& lane : lanes_) {
    const std::int64_t common = std::gcd(period_ns_, lane.period_ns);
    if (lane.period_ns / common > longest_period_ns / period_ns_) {
      period_ns_ = 0;
      return;
    }
    period_ns_ = period_ns_ / common * lane.period_ns;
  }
}

std::int64_t FrameServer::arrival(const Lane& lane, std::size_t ahead) const {
  const std::size_t count = lane.phases_ns.size();
  std::size_t at = lane.at + ahead;
  std::int64_t cycle = lane.cycle_ns;
  while (at >= count) {
    at -= count;
    cycle += lane.period_ns;
  }
  return cycle + lane.phases_ns[at];
}

void FrameServer::skip(Lane& lane, std::size_t frames) const {
  lane.at += frames;
  while (lane.at >= lane.phases_ns.size()) {
    lane.at -= lane.phases_ns.size();
    lane.cycle_ns += lane.period_ns;
  }
}

FrameServer::Lane* FrameServer::first_waiting(std::int64_t at) {
  for (Lane& lane : lanes_) {
    if (arrival(lane, 0) <= at) return &lane;
  }
  return nullptr;
}

std::int64_t FrameServer::next_arrival() const {
  std::int64_t first = endless;
  for (const Lane& lane : lanes_) first = std::min(first, arrival(lane, 0));
  return first;
}

void FrameServer::lose(Lane& lane, std::size_t frames) {
  skip(lane, frames);
  lane.tally.lost += static_cast<double>(frames) * lane.spec.stands_for * lane.spec.copies;
}

void FrameServer::count_response(Lane& lane, std::int64_t response_ns, std::int64_t times) {
  lane.responses.record(static_cast<double>(response_ns) * 1e-9, times);
}

void FrameServer::serve_batch(Lane& lane, std::int64_t at) {
  const std::size_t cameras = lane.phases_ns.size();
  while (lane.spec.newest_only && arrival(lane, cameras) <= at) lose(lane, 1);
  if (lane.spec.is_off) {
    while (arrival(lane, 0) <= at) lose(lane, 1);
    return;
  }
  std::size_t count = 1;
  while (count < lane.batch.size() && arrival(lane, count) <= at) ++count;
  const Timed& timed = lane.batch[count - 1];
  const double weight = lane.spec.stands_for * lane.spec.copies;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t response = at + timed.time_ns - arrival(lane, i);
    count_response(lane, response, 1);
    if (recording_) lane.seen_ns.push_back(response);
    FrameTally& tally = lane.tally;
    (response > lane.limit_ns ? tally.late
     : lane.spec.is_degraded  ? tally.degraded
                              : tally.served) += weight;
  }
  lane.tally.looked_at += static_cast<double>(count) * lane.spec.copies;
  skip(lane, count);
  const Energy energy =
      timed.draw * (static_cast<double>(timed.occupied_ns) * lane.spec.copies * nanosecond);
  lane.tally.energy += energy;
  if (recording_) lane.period_energy += energy;
  busy_ns_ += timed.occupied_ns;
  free_ = Instant(at + timed.occupied_ns);
  draws_.add(Instant(at), free_, lane.spec.copies * timed.draw);
}

Instant FrameServer::serve_waiting(Instant at) {
  free_ = std::max(free_, at);
  for (int i = 0; i < most_batches; ++i) {
    Lane* lane = first_waiting(free_.nanoseconds());
    if (lane == nullptr) break;
    serve_batch(*lane, free_.nanoseconds());
  }
  return free_;
}

/// Notes the state at the start of a period: how far each lane and the device are, against it.
/// How many periods the state has been the same for: 1 when it equals that of the last one.
std::int64_t FrameServer::mark(std::int64_t period_start) {
  state_.clear();
  const std::int64_t first = next_arrival();
  for (const Lane& lane : lanes_) state_.push_back(arrival(lane, 0) - period_start);
  // When it is free before the next frame comes, it does not matter since when.
  state_.push_back(std::max(free_.nanoseconds(), first) - period_start);
  const bool same = recording_ && state_ == last_state_;
  std::swap(state_, last_state_);
  return same ? 1 : 0;
}

/// The period just recorded happens so many times more.
///
///     counts += times * counts of the period; the same for responses, energy, busy time
///
/// Valid for   a state at the period's end equal to that at its start, in whole nanoseconds: what
///             follows is then the same, too
/// Leaves out  nothing; sums of energy round otherwise
/// Source      a deterministic system repeats when its state does
void FrameServer::repeat(std::int64_t times) {
  const auto factor = static_cast<double>(times);
  for (Lane& lane : lanes_) {
    const FrameTally& from = lane.at_mark;
    FrameTally& to = lane.tally;
    to.served += factor * (to.served - from.served);
    to.late += factor * (to.late - from.late);
    to.degraded += factor * (to.degraded - from.degraded);
    to.lost += factor * (to.lost - from.lost);
    to.looked_at += factor * (to.looked_at - from.looked_at);
    to.energy += factor * lane.period_energy;
    draws_.add(factor * lane.period_energy);
    for (const std::int64_t response : lane.seen_ns) count_response(lane, response, times);
    lane.cycle_ns += times * period_ns_;
  }
  busy_ns_ += times * (busy_ns_ - busy_at_mark_);
  free_ = Instant(free_.nanoseconds() + times * period_ns_);
}

void FrameServer::run(Instant until, bool closed_form) {
  if (lanes_.empty()) return;
  const std::int64_t end = until.nanoseconds();
  recording_ = false;
  std::int64_t period_end = endless;
  if (closed_form && period_ns_ > 0) {
    period_end = next_arrival() / period_ns_ * period_ns_ + period_ns_;
  }
  while (true) {
    const std::int64_t first = next_arrival();
    const std::int64_t at = std::max(first, free_.nanoseconds());
    if (at >= end) break;
    if (first >= period_end) {
      // Nothing more can be gained near the end.
      if (end - period_end < 2 * period_ns_) {
        period_end = endless;
        recording_ = false;
        continue;
      }
      if (mark(period_end) == 1) {
        const std::int64_t times = (end - period_end) / period_ns_ - 1;
        if (times > 0) repeat(times);
        period_end = endless;
        recording_ = false;
        continue;
      }
      recording_ = true;
      busy_at_mark_ = busy_ns_;
      for (Lane& lane : lanes_) {
        lane.at_mark = lane.tally;
        lane.seen_ns.clear();
        lane.period_energy = Energy();
      }
      period_end += period_ns_;
      continue;
    }
    serve_batch(*first_waiting(at), at);
  }
  recording_ = false;
}

double FrameServer::waiting(std::size_t index, Instant until) const {
  const Lane& lane = lanes_[index];
  const std::int64_t end = until.nanoseconds();
  if (arrival(lane, 0) >= end) return 0;
  const std::int64_t periods = (end - arrival(lane, 0)) / lane.period_ns;
  const std::size_t count = lane.phases_ns.size();
  auto frames = static_cast<double>(periods) * static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i) {
    frames += arrival(lane, i) + periods * lane.period_ns < end ? 1 : 0;
  }
  return frames * lane.spec.stands_for * lane.spec.copies;
}

double FrameServer::share() const {
  double sum = 0;
  for (const Lane& lane : lanes_) {
    if (lane.spec.is_off) continue;
    sum += static_cast<double>(lane.phases_ns.size()) *
           static_cast<double>(lane.batch.front().occupied_ns) /
           static_cast<double>(lane.period_ns);
  }
  return std::min(sum, 1.0);
}

Power FrameServer::mean_draw_of(std::size_t index) const {
  const Lane& lane = lanes_[index];
  if (lane.spec.is_off) return Power();
  const double busy = static_cast<double>(lane.phases_ns.size()) *
                      static_cast<double>(lane.batch.front().occupied_ns) /
                      static_cast<double>(lane.period_ns);
  return std::min(busy, 1.0) * lane.spec.copies * lane.batch.front().draw;
}

}  // namespace islet
