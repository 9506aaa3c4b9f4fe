#include "serving/tail_monitor.h"

#include <algorithm>
#include <cmath>

namespace islet {
namespace {

constexpr double smoothing = 1.0 / 16;
constexpr std::size_t alarms_kept = 8;

}  // namespace

TailWindow TailMonitor::window() const {
  TailWindow out;
  out.from = from_;
  out.count = times_.count();
  out.misses = misses_;
  out.p50 = times_.quantile(0.50) * second;
  out.p99 = times_.quantile(0.99) * second;
  out.p999 = times_.quantile(0.999) * second;
  out.most = times_.max() * second;
  out.jitter = most_jitter_;
  return out;
}

void TailMonitor::close() {
  if (times_.count() == 0) return;
  const TailWindow closed = window();
  ++report_.windows;
  report_.misses += closed.misses;
  report_.alarms += has_missed_ || has_jittered_ ? 1 : 0;
  report_.jitter = std::max(report_.jitter, closed.jitter);
  if (closed.most > report_.worst.most) report_.worst = closed;
  times_ = Histogram();
  misses_ = 0;
  most_jitter_ = jitter_;
  has_missed_ = has_jittered_ = false;
}

bool TailMonitor::record(Instant ended, Duration response) {
  if (!has_begun_ || between(from_, ended) >= limits_.window) {
    close();
    from_ = ended;
    has_begun_ = true;
  }
  times_.record(std::max(0.0, response / second));
  if (has_last_) {
    const double change_s = std::abs((response - last_) / second);
    jitter_ += smoothing * (change_s * second - jitter_);
    most_jitter_ = std::max(most_jitter_, jitter_);
  }
  last_ = response;
  has_last_ = true;
  const auto raise = [&](bool is_miss, Duration value) {
    if (report_.first.size() < alarms_kept) report_.first.push_back({ended, is_miss, value});
  };
  bool alarm = false;
  if (limits_.within > Duration() && response > limits_.within) {
    ++misses_;
    if (!has_missed_) {
      has_missed_ = alarm = true;
      raise(true, response);
    }
  }
  if (limits_.jitter > Duration() && jitter_ > limits_.jitter && !has_jittered_) {
    has_jittered_ = alarm = true;
    raise(false, jitter_);
  }
  return alarm;
}

TailReport TailMonitor::report() {
  close();
  has_begun_ = false;
  return report_;
}

}  // namespace islet
