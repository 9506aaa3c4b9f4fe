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
/// States of a drifting device count as alike within this share of its shortest batch.
constexpr std::int64_t near_parts = 256;
/// Between two steps of other work: more only when frames alone want all of the device.
constexpr int most_batches = 16;

std::int64_t whole_ns(Duration duration) {
  return static_cast<std::int64_t>(std::llround(duration / nanosecond));
}

}  // namespace

void FrameServer::set_lane(std::size_t index, const FrameLane& spec, Instant now) {
  CHECK(!spec.phases.empty() && !spec.batch.empty() && spec.period > Duration());
  settle();
  while (lanes_.size() <= index) lanes_.emplace_back().spec.is_off = true;
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
  longest_ns_ = 0;
  std::int64_t shortest = endless;
  for (const Lane& lane : lanes_) {
    for (const Timed& each : lane.batch) {
      shortest = std::min(shortest, each.occupied_ns);
      longest_ns_ = std::max(longest_ns_, each.occupied_ns);
    }
    const std::int64_t common = std::gcd(period_ns_, lane.period_ns);
    const std::int64_t most = longest_period_ns / std::max<std::int64_t>(1, period_ns_);
    const bool is_too_long = lane.period_ns / common > most;
    period_ns_ = is_too_long ? 0 : period_ns_ / common * lane.period_ns;
  }
  cycles_.start(lanes_.size(), shortest / near_parts);
}

std::int64_t FrameServer::arrival(const Lane& lane, std::size_t ahead) const {
  const std::size_t count = lane.phases_ns.size();
  if (count == 0) return endless;  // not set yet
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

void FrameServer::gain(Lane& lane, const FrameTally& gained) {
  lane.tally.add(gained, 1);
  if (cycles_.is_recording()) cycles_.count(index_of(lane), gained);
}

void FrameServer::lose(Lane& lane, std::size_t frames) {
  skip(lane, frames);
  FrameTally gained;
  gained.lost = static_cast<double>(frames) * lane.spec.stands_for * lane.spec.copies;
  gain(lane, gained);
}

/// Frames of the lane that nothing will look at any more: newer ones have come, or it is off.
void FrameServer::lose_overtaken(Lane& lane, std::int64_t at) {
  const std::size_t cameras = lane.phases_ns.size();
  while (lane.spec.newest_only && arrival(lane, cameras) <= at) lose(lane, 1);
  while (lane.spec.is_off && arrival(lane, 0) <= at) lose(lane, 1);
}

void FrameServer::serve_batch(Lane& lane, std::int64_t at) {
  lose_overtaken(lane, at);
  if (lane.spec.is_off) return;
  std::size_t count = 1;
  while (count < lane.batch.size() && arrival(lane, count) <= at) ++count;
  const Timed& timed = lane.batch[count - 1];
  const double weight = lane.spec.stands_for * lane.spec.copies;
  FrameTally gained;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t response = at + timed.time_ns - arrival(lane, i);
    lane.responses.record(static_cast<double>(response) * 1e-9);
    if (cycles_.is_recording()) cycles_.count_response(index_of(lane), response);
    (response > lane.limit_ns ? gained.late
     : lane.spec.is_degraded  ? gained.degraded
                              : gained.served) += weight;
  }
  gained.looked_at = static_cast<double>(count) * lane.spec.copies;
  gained.energy =
      timed.draw * (static_cast<double>(timed.occupied_ns) * lane.spec.copies * nanosecond);
  gain(lane, gained);
  skip(lane, count);
  ++stepped_batches_;
  busy_ns_ += timed.occupied_ns;
  if (cycles_.is_recording()) cycles_.count_busy(timed.occupied_ns);
  free_ = Instant(at + timed.occupied_ns);
  draws_.add(Instant(at), free_, lane.spec.copies * timed.draw);
}

Instant FrameServer::serve_waiting(Instant at) {
  cycles_.interrupt();
  free_ = std::max(free_, at);
  for (int i = 0; i < most_batches; ++i) {
    Lane* lane = first_waiting(free_.nanoseconds());
    if (lane == nullptr) break;
    serve_batch(*lane, free_.nanoseconds());
  }
  return free_;
}

void FrameServer::busy_until(Instant until) {
  if (until <= free_) return;
  cycles_.interrupt();
  free_ = until;
}

void FrameServer::settle() {
  cycles_.settle([&](std::size_t lane, std::int64_t response_ns, std::int64_t times) {
    lanes_[lane].responses.record(static_cast<double>(response_ns) * 1e-9, times);
  });
}

const Histogram& FrameServer::responses(std::size_t index) {
  settle();
  return lanes_[index].responses;
}

/// How far each lane and the device are, against the start of a period.
void FrameServer::read_state(std::int64_t period_start) {
  state_.clear();
  for (const Lane& lane : lanes_) {
    state_.push_back(lane.cycle_ns - period_start);
    state_.push_back(static_cast<std::int64_t>(lane.at));
  }
  // When it is free before the next frame comes, it does not matter since when.
  state_.push_back(std::max(free_.nanoseconds(), next_arrival()) - period_start);
}

/// A period begins: as many as are known pass at once, of those that end before `end`.
void FrameServer::begin_period(std::int64_t end) {
  read_state(next_start_);
  if (cycles_.begin_period(state_)) {
    settle();
    cycles_.adopt();
  }
  // The last ones are stepped, for their draws may reach beyond the end.
  const std::int64_t room = (end - longest_ns_ - next_start_) / period_ns_ - 1;
  if (room <= 0 || !cycles_.leap(state_, room, leap_)) {
    next_start_ += period_ns_;
    return;
  }
  next_start_ += leap_.periods * period_ns_;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    lanes_[i].tally.add(leap_.gained[i], 1);
    draws_.add(leap_.gained[i].energy);
    lanes_[i].cycle_ns = next_start_ + leap_.state[2 * i];
    lanes_[i].at = static_cast<std::size_t>(leap_.state[2 * i + 1]);
  }
  busy_ns_ += leap_.busy_ns;
  free_ = Instant(next_start_ + leap_.state.back());
}

void FrameServer::run(Instant until, bool closed_form) {
  if (lanes_.empty()) return;
  const std::int64_t end = until.nanoseconds();
  const bool leaps = closed_form && period_ns_ > 0;
  if (!leaps) cycles_.interrupt();
  const auto next_batch = [this] { return std::max(next_arrival(), free_.nanoseconds()); };
  if (leaps && !cycles_.is_recording()) next_start_ = next_batch() / period_ns_ * period_ns_;
  while (true) {
    const std::int64_t at = next_batch();
    // A lane that the others never let in must not fall behind without end: its state would
    // not come back, and a period whose oldest frame must be taken would never begin.
    if (at >= end || (leaps && at >= next_start_)) {
      for (Lane& lane : lanes_) lose_overtaken(lane, std::min(at, end - 1));
    }
    if (at >= end) break;
    if (leaps && at >= next_start_) {
      begin_period(end);
    } else {
      serve_batch(*first_waiting(at), at);
    }
  }
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
