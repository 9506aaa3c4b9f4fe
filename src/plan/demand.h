// What each workload asks for, hour by hour of a week.
#pragma once

#include <array>

#include "base/quantity.h"
#include "site/workload.h"

namespace islet {

inline constexpr int hours_per_week = 168;

/// Arrivals of one workload. A unit is a frame (video), a window (signal, speech: `audio_window` of
/// speech), a request (chat, requests, batch). Hour 0 is Monday 00:00 local standard time.
struct WorkloadDemand {
  std::array<Frequency, hours_per_week> rate{};  ///< mean over each hour, typical amounts
  Frequency busiest;                             ///< greatest rate at any moment, typical amounts
  Frequency mean;                                ///< over the week
  double low_factor = 1;   ///< what is known of the amount: 90 % range around typical
  double high_factor = 1;  ///< >= 1; machines are sized for `high_factor * busiest`
};

/// WorkloadDemand of a workload that computes. Transfers have none.
///
/// Work given per day (items, audio) is spread evenly over the hours in which the workload runs;
/// peaks multiply the hours they cover. A batch runs from `start` to `finish`.
/// Leaves out  holidays and growth
WorkloadDemand demand_of(const Workload& workload);

/// The same week over and over for a year that starts on a Monday: hour 0..8759 to hour 0..167.
constexpr int hour_of_week(int hour_of_year) { return hour_of_year % hours_per_week; }

}  // namespace islet
