// A figure that comes now and then, as means of the calendar's hours.
#pragma once

#include <optional>

#include "forecast/calendar.h"

namespace islet {

/// One hour of a figure that was seen.
struct SeenHour {
  CalendarHour at;
  double mean = 0;
};

class HourMean {
 public:
  /// The figure is `value` from `now` on; nothing where it is not known. Moments do not fall. The
  /// hour that is over by now, where at least half of it was known.
  std::optional<SeenHour> saw(const Calendar& calendar, Instant now, std::optional<double> value);

 private:
  bool has_begun_ = false;
  CalendarHour at_;
  Instant last_;
  std::optional<double> value_;
  double sum_ = 0;  ///< of value and seconds
  Duration known_;
};

}  // namespace islet
