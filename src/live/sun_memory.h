// What the sun is expected to give: by hour of the day, from what it gave, and from the weather
// year of the plan until the site has seen days of its own.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"

namespace islet {

/// Low, middle and high of ten days in hundred each way.
struct SunRange {
  Power low, middle, high;
};

class SunMemory {
 public:
  /// `usual`: mean power by hour of the day; `first_hour`: hour of the day at moment 0.
  SunMemory(const std::array<Power, 24>& usual, double first_hour)
      : usual_(usual), first_hour_(first_hour) {}

  /// The panels could give that much from `now` on.
  void saw(Instant now, Power power);

  /// Of the hour in which the moment lies.
  ///
  ///     middle = (mean of the last days at that hour * days + usual * 1) / (days + 1), at most 3
  ///     days,
  ///              times the recent ratio where it is within 3 hours
  ///     low, high = least and most of those days and of the middle, within 0.5 and 1.5 of it where
  ///                 there are fewer than three
  ///     recent ratio = seen in the last hour / expected of it, 0.2 to 1.5
  ///
  /// Valid for   weather that lasts for a day or two
  /// Leaves out  forecasts by others
  /// Source      persistence beside climatology, the usual yardsticks of forecasts; own weights
  SunRange expected(Instant moment, Instant now) const;
  /// Mean of |middle an hour ahead - seen| over mean of what was seen, in daylight; nothing before
  /// a day has passed.
  std::optional<double> error() const;

 private:
  static constexpr int days_kept = 3;
  struct Hour {
    std::vector<Power> days;  ///< newest last
  };
  int hour_of(Instant moment) const;
  std::int64_t slot_of(Instant moment) const;
  void close_hour();

  std::array<Power, 24> usual_;
  double first_hour_;
  std::array<Hour, 24> hours_;
  std::int64_t slot_ = -1;
  Instant last_;
  Power power_;
  Energy in_hour_;
  Duration seen_in_hour_;
  double ratio_ = 1;
  Power foretold_;  ///< of the hour under way, when it began
  Power error_sum_, seen_sum_;
  int scored_ = 0;
};

}  // namespace islet
