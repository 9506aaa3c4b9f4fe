#include "meters/poll_round.h"

#include <algorithm>

#include <fmt/format.h>

namespace islet {

void PollRound::open(Instant now) {
  waits_ = false;
  begun_ = next_ = now;
}

void PollRound::asked(Instant now) {
  waits_ = true;
  next_ = after(now, pace_.patience);
}

void PollRound::rest(Instant now) { next_ = std::max(now, after(begun_, pace_.period)); }

bool PollRound::is_due(Instant now, std::string& fault) {
  if (now < next_ || !fault.empty()) return false;
  if (waits_) {
    fault = fmt::format("no answer in {:.1f} s", pace_.patience / second);
    next_ = never;
    return false;
  }
  begun_ = now;
  return true;
}

}  // namespace islet
