#include "forecast/hour_mean.h"

#include <algorithm>
#include <utility>

namespace islet {

std::optional<SeenHour> HourMean::saw(const Calendar& calendar, Instant now,
                                      std::optional<double> value) {
  const CalendarHour at = calendar.hour_of(now);
  std::optional<SeenHour> over;
  if (has_begun_ && value_) {
    // A step over the end of the hour counts up to it.
    const Instant end = std::min(now, calendar.begin_of(at_.later(1)));
    const Duration span = std::max(Duration(), between(last_, end));
    sum_ += *value_ * (span / second);
    known_ += span;
  }
  if (has_begun_ && at != at_) {
    if (known_ >= 0.5 * hour) over = SeenHour{at_, sum_ / (known_ / second)};
    sum_ = 0;
    known_ = Duration();
    if (value_) {
      const Instant begin = std::max(last_, calendar.begin_of(at));
      const Duration span = between(begin, now);
      sum_ = *value_ * (span / second);
      known_ = span;
    }
  }
  has_begun_ = true;
  at_ = at;
  last_ = now;
  value_ = value;
  return over;
}

}  // namespace islet
