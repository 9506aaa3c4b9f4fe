#include "site/local_storage.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <cstdio>

namespace islet {

namespace {

constexpr int days_per_week = 7;
constexpr int minutes_per_day = 24 * 60;
constexpr int minutes_per_week = days_per_week * minutes_per_day;
using WeekMinutes = std::bitset<minutes_per_week>;

/// The minutes of a week in which one of the windows is open; all of them where there are none.
WeekMinutes open_minutes(const std::vector<WeeklyWindow>& windows) {
  WeekMinutes open;
  if (windows.empty()) return open.set();
  for (const WeeklyWindow& window : windows) {
    const int from = static_cast<int>(std::lround(window.from / minute));
    int length = static_cast<int>(std::lround(window.to / minute)) - from;
    if (length <= 0) length += minutes_per_day;
    for (int number = 0; number < days_per_week; ++number) {
      if (((window.days >> static_cast<unsigned>(number)) & 1U) == 0) continue;
      for (int index = 0; index < length; ++index) {
        open.set(static_cast<std::size_t>(number * minutes_per_day + from + index) %
                 minutes_per_week);
      }
    }
  }
  return open;
}

std::string plain(double value, const char* unit) {
  char text[48];
  std::snprintf(text, sizeof text, "%.4g %s", value, unit);
  return text;
}

std::string text_of_days(Duration time) {
  if (time < day) return plain(time / hour, "h");
  return time == day ? "1 day" : plain(time / day, "days");
}

std::string text_of_rate(Bandwidth rate) { return text_of_bytes(rate * day) + "/day"; }

}  // namespace

std::string text_of_bytes(Bytes amount) {
  if (amount < gigabyte) return plain(amount / megabyte, "MB");
  return amount < terabyte ? plain(amount / gigabyte, "GB") : plain(amount / terabyte, "TB");
}

Duration longest_gap(const Link& link) {
  const WeekMinutes open = open_minutes(link.when);
  if (open.all()) return link.sync_every;
  int longest = 0;
  int run = 0;
  // Twice round, so that a gap over the end of the week counts whole.
  for (int index = 0; index < 2 * minutes_per_week; ++index) {
    run = open[static_cast<std::size_t>(index) % minutes_per_week] ? 0 : run + 1;
    longest = std::max(longest, run);
  }
  return std::max(link.sync_every, std::min(longest, minutes_per_week) * minute);
}

/// What a link carries in the long run.
///
///     rate = min(up * available * open hours / hours of the week, cap)
///
/// Valid for   work that can wait for the link
/// Leaves out  what the protocol adds (5 % to 20 %), other users of the link
/// Source      definition of the keys of `links`
Bandwidth carrying_rate(const Link& link) {
  const double open = static_cast<double>(open_minutes(link.when).count()) / minutes_per_week;
  const Bandwidth rate = link.up * (link.available * open);
  return link.cap > Bandwidth() ? std::min(rate, link.cap) : rate;
}

/// Data held on site: what is to be kept, and what cannot leave before the next sync.
///
///     storage = sum of rate_w * max(keep_w, gap) + fixed amounts
///               + sum of transfer_w * max(1 day, gap),   gap = least of the links' longest gaps
///
/// Valid for   data that comes evenly over the days
/// Leaves out  models, programs and spare room on the disks; outages of the link by chance
/// Source      R115 (field sites sync periodically and hold data locally meanwhile)
LocalStorage local_storage(const Site& site) {
  LocalStorage out;
  for (const Link& link : site.links) {
    const Duration gap = longest_gap(link);
    if (!out.gap || gap < *out.gap) out.gap = gap;
  }
  const Duration gap = out.gap.value_or(Duration());
  const auto add = [&](const Workload& workload, Bytes amount, std::string why) {
    if (amount <= Bytes()) return;
    out.total += amount;
    out.items.push_back({workload.name, amount, std::move(why)});
  };
  for (const Workload& workload : site.workloads) {
    const Duration wanted = workload.keeps_for.value_or(site.privacy.keep);
    const Duration held = std::max(wanted, gap);
    add(workload, workload.keeps * held,
        text_of_rate(workload.keeps) + " for " + text_of_days(held) +
            (held > wanted ? " (until the next sync)" : ""));
    add(workload, workload.keeps_amount, "as the site file says");
    const Duration waits = std::max(1.0 * day, gap);
    add(workload, workload.data.typical * waits,
        text_of_rate(workload.data.typical) + " waiting up to " + text_of_days(waits) +
            " for a link");
  }
  return out;
}

}  // namespace islet
