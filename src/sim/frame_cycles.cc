#include "sim/frame_cycles.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace islet {
namespace {

/// A record is not longer, so that its memory stays within 20 MB: periods, and responses in them.
constexpr std::int64_t most_periods = 4096;
constexpr std::size_t most_responses = 1'000'000;
/// A course that only comes near its start is taken from here on: a shorter one, in slow drift,
/// would stand for little of what follows.
constexpr std::int64_t least_near_periods = 64;

}  // namespace

void FrameTally::add(const FrameTally& other, double times) {
  served += times * other.served;
  late += times * other.late;
  degraded += times * other.degraded;
  lost += times * other.lost;
  looked_at += times * other.looked_at;
  energy += times * other.energy;
}

void FrameCycles::Course::clear() {
  states.clear();
  sums.clear();
  busy_ns.clear();
  responses_before.clear();
  responses.clear();
}

void FrameCycles::start(std::size_t lanes, std::int64_t near_ns) {
  CHECK(lanes > 0 && near_ns >= 0);
  lanes_ = lanes;
  near_ns_ = near_ns;
  interrupt();
  recorded_.clear();
  cycle_.clear();
  order_.clear();
}

void FrameCycles::interrupt() {
  is_recording_ = false;
  renewed_after_ = 1;
}

void FrameCycles::count(std::size_t lane, const FrameTally& gained) { sums_[lane].add(gained, 1); }

void FrameCycles::count_response(std::size_t lane, std::int64_t response_ns) {
  recorded_.responses.push_back({lane, response_ns});
}

FrameCycles::State FrameCycles::state_of(const Course& course, std::int64_t period) const {
  return State(course.states).subspan(static_cast<std::size_t>(period) * width(), width());
}

bool FrameCycles::same_frames(State one, State other) const {
  return std::equal(one.begin(), one.end() - 1, other.begin());
}

void FrameCycles::note(State state) {
  recorded_.states.insert(recorded_.states.end(), state.begin(), state.end());
  recorded_.sums.insert(recorded_.sums.end(), sums_.begin(), sums_.end());
  recorded_.busy_ns.push_back(busy_ns_);
  recorded_.responses_before.push_back(recorded_.responses.size());
}

void FrameCycles::record_from(State state) {
  is_recording_ = true;
  sums_.assign(lanes_, FrameTally());
  busy_ns_ = 0;
  recorded_.clear();
  note(state);
}

bool FrameCycles::begin_period(State state) {
  if (find(state) >= 0) {
    interrupt();
    return false;
  }
  if (!is_recording_) {
    record_from(state);
    return false;
  }
  note(state);
  const State first = state_of(recorded_, 0);
  if (same_frames(first, state)) {
    const std::int64_t drift = std::abs(state.back() - first.back());
    const bool is_near = drift <= near_ns_ && recorded_.periods() >= least_near_periods;
    if (drift == 0 || is_near) return true;
  }
  if (recorded_.periods() >= renewed_after_ || recorded_.responses.size() > most_responses) {
    renewed_after_ = std::min(2 * renewed_after_, most_periods);
    record_from(state);
  }
  return false;
}

void FrameCycles::adopt() {
  std::swap(cycle_, recorded_);
  interrupt();
  rounds_ = 0;
  visits_.assign(static_cast<std::size_t>(cycle_.periods()) + 1, 0);
  order_.resize(static_cast<std::size_t>(cycle_.periods()));
  std::iota(order_.begin(), order_.end(), 0);
  std::sort(order_.begin(), order_.end(), [&](std::int64_t one, std::int64_t other) {
    return std::ranges::lexicographical_compare(state_of(cycle_, one), state_of(cycle_, other));
  });
}

/// The period of the cycle that begins like this, the nearest one where several do; -1: none.
std::int64_t FrameCycles::find(State state) const {
  if (order_.empty()) return -1;
  const auto after =
      std::lower_bound(order_.begin(), order_.end(), state, [&](std::int64_t period, State wanted) {
        return std::ranges::lexicographical_compare(state_of(cycle_, period), wanted);
      });
  std::int64_t best = -1;
  // A cycle that comes back exactly holds for its own states only.
  const bool is_exact = state_of(cycle_, cycle_.periods()).back() == state_of(cycle_, 0).back();
  std::int64_t least = (is_exact ? 0 : near_ns_) + 1;
  const auto look = [&](std::int64_t period) {
    const State known = state_of(cycle_, period);
    const std::int64_t apart = std::abs(known.back() - state.back());
    if (!same_frames(known, state) || apart >= least) return;
    best = period;
    least = apart;
  };
  if (after != order_.end()) look(*after);
  if (after != order_.begin()) look(*(after - 1));
  return best;
}

/// What passes in `periods` from that one is to be counted.
void FrameCycles::visit(std::int64_t from, std::int64_t periods) {
  const std::int64_t all = cycle_.periods();
  rounds_ += periods / all;
  const std::int64_t end = from + periods % all;
  ++visits_[static_cast<std::size_t>(from)];
  if (end >= all) {
    ++visits_[0];
    --visits_[static_cast<std::size_t>(end - all)];
  } else {
    --visits_[static_cast<std::size_t>(end)];
  }
}

/// What was recorded, as often as it passes.
///
///     periods p to p + n - 1 of a cycle of q:
///     counts = floor((p + n) / q) * cycle + sums[(p + n) mod q] - sums[p]
///
/// Valid for   fixed lanes and nothing else on the device; each interruption begins anew
/// Leaves out  nothing where states are equal; else response times differ by up to twice `near`,
///             and with them which frames are late
/// Source      a deterministic system repeats when its state does; cycles are looked for as by
///             R. P. Brent, BIT 20 (1980) 176, the state to compare with being renewed after 1, 2,
///             4, ... periods; that a rotation comes near again: Dirichlet's theorem
bool FrameCycles::leap(State state, std::int64_t most, FrameLeap& out) {
  const std::int64_t from = find(state);
  if (from < 0) return false;
  const std::int64_t all = cycle_.periods();
  const std::int64_t apart = state.back() - state_of(cycle_, from).back();
  const std::int64_t drift = state_of(cycle_, all).back() - state_of(cycle_, 0).back();
  out.periods = most;
  if (drift != 0) {
    const std::int64_t rounds = (2 * near_ns_ - std::abs(apart)) / std::abs(drift);
    out.periods = std::min(most, (rounds + 1) * all - 1 - from);
  }
  if (out.periods <= 0) return false;
  const std::int64_t rounds = (from + out.periods) / all;
  const std::int64_t to = (from + out.periods) % all;
  const auto at = [](std::int64_t period) { return static_cast<std::size_t>(period); };
  const std::vector<std::int64_t>& busy_ns = cycle_.busy_ns;
  out.busy_ns = rounds * busy_ns[at(all)] + busy_ns[at(to)] - busy_ns[at(from)];
  out.gained.assign(lanes_, FrameTally());
  for (std::size_t lane = 0; lane < lanes_; ++lane) {
    FrameTally& gained = out.gained[lane];
    gained.add(cycle_.sums[at(all) * lanes_ + lane], static_cast<double>(rounds));
    gained.add(cycle_.sums[at(to) * lanes_ + lane], 1);
    gained.add(cycle_.sums[at(from) * lanes_ + lane], -1);
  }
  const State reached = state_of(cycle_, to);
  out.state.assign(reached.begin(), reached.end());
  out.state.back() += apart + rounds * drift;
  visit(from, out.periods);
  return true;
}

}  // namespace islet
