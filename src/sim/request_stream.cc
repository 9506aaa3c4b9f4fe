#include "sim/request_stream.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sim/week_profile.h"

namespace islet {
namespace {

constexpr std::int64_t minute_ns = 60'000'000'000;
constexpr std::int64_t day_ns = 1440 * minute_ns;

bool is_open_on(const Workload& workload, std::int64_t day_number) {
  if (workload.when.empty()) return true;
  return std::any_of(workload.when.begin(), workload.when.end(), [&](const WeeklyWindow& window) {
    return ((window.days >> (day_number % 7)) & 1U) != 0;
  });
}

Duration window_start(const Workload& workload) {
  if (workload.start) return *workload.start;
  if (workload.finish) return *workload.finish;
  return workload.when.empty() ? Duration() : workload.when.front().from;
}

Duration window_end(const Workload& workload) {
  if (workload.finish) return *workload.finish;
  return workload.when.empty() ? 24 * hour : workload.when.front().to;
}

}  // namespace

BatchWindow batch_window(const Workload& workload) {
  Duration open = window_end(workload) - window_start(workload);
  if (open <= Duration()) open += day;
  return {window_start(workload), open};
}

double items_at_once(const SiteWorkload& workload) {
  int open_days = 0;
  for (int weekday = 0; weekday < 7; ++weekday) {
    open_days += is_open_on(workload.spec, weekday) ? 1 : 0;
  }
  return open_days > 0 ? workload.mean * week / open_days : 0;
}

RequestStream::RequestStream(const SiteWorkload& workload, int number, const RandomStream& random,
                             Instant from, Instant until)
    : workload_(workload),
      number_(number),
      arrivals_(random.fork("arrivals of " + workload.spec.name)),
      sizes_(random.fork("sizes of " + workload.spec.name)),
      profile_(week_profile(workload.spec, workload.mean)),
      at_once_(items_at_once(workload)),
      clock_(from),
      until_(until),
      day_(from.nanoseconds() / day_ns) {
  find_next();
}

void RequestStream::find_next() {
  if (workload_.spec.kind == WorkloadKind::batch) {
    if (left_in_bulk_ <= 0) open_next_window();
  } else {
    find_next_by_chance();
  }
}

/// A Poisson process whose rate changes from minute to minute.
///
///     integral of the rate from the last arrival to the next = a draw of the exponential, mean 1
///
/// Valid for   many users who do not wait for each other
/// Leaves out  think time, sessions
/// Source      Lewis and Shedler, "Simulation of nonhomogeneous Poisson processes", 1979
void RequestStream::find_next_by_chance() {
  double left = arrivals_.exponential(1.0);
  std::int64_t at = clock_.nanoseconds();
  while (at < until_.nanoseconds()) {
    const std::int64_t index = at / minute_ns;
    const std::int64_t end = (index + 1) * minute_ns;
    const double rate = profile_[static_cast<std::size_t>(index % minutes_per_week)] / hertz;
    const double passes = rate * 1e-9 * static_cast<double>(end - at);
    if (passes > left) {
      at += static_cast<std::int64_t>(left / rate * 1e9);
      next_ = clock_ = Instant(at);
      if (next_ >= until_) next_ = never;
      return;
    }
    left -= passes;
    at = end;
  }
  next_ = never;
}

/// All items of a day come as its window opens. A part of an item is kept for the next day.
void RequestStream::open_next_window() {
  for (; at_once_ > 0; ++day_) {
    const Instant opens = after(Instant(day_ * day_ns), window_start(workload_.spec));
    if (opens >= until_) break;
    if (opens < clock_ || !is_open_on(workload_.spec, day_)) continue;
    rest_ += at_once_;
    left_in_bulk_ = static_cast<std::int64_t>(rest_ + 1e-9);
    rest_ -= static_cast<double>(left_in_bulk_);
    if (left_in_bulk_ <= 0) continue;
    next_ = opens;
    ++day_;
    return;
  }
  next_ = never;
}

/// A length by chance.
///
///     gamma distributed with the mean and the deviation that the site file states; at least 1
///     deviation = (high - low) / (2 * 1.645): a range holds 90 %
///
/// Valid for   lengths that spread to the right, as those of prompts and replies do
/// Leaves out  prompts and replies that grow together
/// Source      own choice; the same mean and deviation as the planner's
Tokens RequestStream::length(const Uncertain<Tokens>& tokens) {
  const double mean = tokens.typical / token;
  const double deviation = (tokens.high - tokens.low) / token / (2 * 1.645);
  if (!(mean > 0)) return Tokens();
  if (!(deviation > 0)) return std::max(1.0, std::round(mean)) * token;
  const double shape = mean * mean / (deviation * deviation);
  return std::max(1.0, std::round(sizes_.gamma(shape, mean / shape))) * token;
}

Request RequestStream::take() {
  const Workload& spec = workload_.spec;
  Request request;
  request.work_class = workload_.work_class;
  request.workload = WorkloadId{static_cast<std::uint8_t>(number_)};
  const int tenant = workload_.tenant < 0 ? number_ : max_workloads + workload_.tenant;
  request.tenant = TenantId{static_cast<std::uint64_t>(tenant + 1)};
  request.model = workload_.model;
  request.residency = Residency::site;
  request.prompt = length(spec.prompt);
  request.reply = length(spec.reply);
  if (spec.kind == WorkloadKind::batch) {
    const Duration open = batch_window(spec).length;
    request.deadline = after(next_, open);
    request.ends_at_deadline = true;
    // Work whose window has neither sun nor cheaper hours has nothing to wait for.
    const double from_h = window_start(spec) / hour;
    const double until_h = from_h + open / hour;
    const bool sees_sun = (from_h <= 15 && until_h >= 9) || until_h >= 33;
    request.deferrable = (workload_.follows_sun && sees_sun) || workload_.follows_price;
    --left_in_bulk_;
    if (left_in_bulk_ <= 0) find_next();
    return request;
  }
  find_next();
  return request;
}

std::uint64_t RequestStream::draw_check() const {
  RandomStream a = arrivals_;
  RandomStream b = sizes_;
  return a.next() ^ (b.next() * 0x9e3779b97f4a7c15U);
}

}  // namespace islet
