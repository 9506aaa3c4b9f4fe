#include "live/tail_watch.h"

#include <algorithm>

#include <fmt/format.h>

#include "net/json.h"

namespace islet {

void TailWatch::watch(const std::vector<WatchedTail>& tails) {
  std::vector<Tail> next;
  for (const WatchedTail& one : tails) {
    const auto same = std::find_if(tails_.begin(), tails_.end(), [&](const Tail& old) {
      return old.watched.name == one.name && old.watched.limits == one.limits;
    });
    next.push_back(same == tails_.end() ? Tail{one, TailMonitor(one.limits)} : *same);
    next.back().watched = one;
  }
  tails_ = std::move(next);
  open_.clear();  // what is under way counts for nobody
}

void TailWatch::saw(Instant now, const Event& event, std::span<const Decision> decisions) {
  if (tails_.empty()) return;
  if (const auto* arrives = std::get_if<RequestArrives>(&event)) {
    const auto found = std::find_if(tails_.begin(), tails_.end(), [&](const Tail& one) {
      return one.watched.model == arrives->request.model;
    });
    if (found != tails_.end()) {
      const auto number = static_cast<std::size_t>(found - tails_.begin());
      open_[arrives->request.id] = {number, now};
    }
  }
  if (const auto* done = std::get_if<RequestDone>(&event)) end(done->request, now, true);
  for (const Decision& decision : decisions) {
    if (const auto* ended = std::get_if<End>(&decision)) {
      end(ended->request, now, ended->reason == Reason::deadline_passed);
    } else if (const auto* reject = std::get_if<Reject>(&decision)) {
      end(reject->request, now, false);
    }
  }
}

void TailWatch::end(RequestId request, Instant now, bool counts) {
  const auto found = open_.find(request);
  if (found == open_.end()) return;
  if (counts) tails_[found->second.tail].monitor.record(now, between(found->second.came, now));
  open_.erase(found);
}

std::vector<TailStanding> TailWatch::standings() const {
  std::vector<TailStanding> out;
  for (const Tail& one : tails_) {
    TailMonitor copy = one.monitor;
    out.push_back({one.watched.name, one.monitor.window(), copy.report()});
  }
  return out;
}

std::string tails_json(const std::vector<TailStanding>& tails) {
  std::string text = "[";
  for (const TailStanding& one : tails) {
    if (text.size() > 1) text += ',';
    fmt::format_to(std::back_inserter(text),
                   "{{\"model\":{},\"windows\":{},\"alarms\":{},\"misses\":{},\"jitter_ms\":{:.3f},"
                   "\"window\":{{\"count\":{},\"misses\":{},\"p50_ms\":{:.3f},\"p99_ms\":{:.3f},"
                   "\"p999_ms\":{:.3f},\"most_ms\":{:.3f},\"jitter_ms\":{:.3f}}}}}",
                   json_text(one.name), one.report.windows, one.report.alarms, one.report.misses,
                   one.report.jitter / millisecond, one.window.count, one.window.misses,
                   one.window.p50 / millisecond, one.window.p99 / millisecond,
                   one.window.p999 / millisecond, one.window.most / millisecond,
                   one.window.jitter / millisecond);
  }
  return text + "]";
}

}  // namespace islet
