#include "net/utc_text.h"

#include <chrono>

#include <fmt/format.h>

namespace islet {
namespace {

using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

Moment moment_of(WallTime time) { return Moment(std::chrono::milliseconds(time.unix_ms)); }

}  // namespace

std::string utc_date(WallTime time) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(moment_of(time)));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string utc_minute(WallTime time) {
  const Moment moment = moment_of(time);
  const std::chrono::hh_mm_ss of_day(moment - std::chrono::floor<std::chrono::days>(moment));
  return fmt::format("{} {:02}:{:02} UTC", utc_date(time), of_day.hours().count(),
                     of_day.minutes().count());
}

}  // namespace islet
