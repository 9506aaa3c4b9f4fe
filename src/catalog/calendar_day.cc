#include "catalog/calendar_day.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace islet {
namespace {

int days_in(int year, int month) {
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leaps = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leaps ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// All of `text` as a number of that many digits, at most 4.
std::optional<int> digits(std::string_view text, std::size_t count) {
  if (text.size() != count) return std::nullopt;
  int value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = 10 * value + (digit - '0');
  }
  return value;
}

}  // namespace

std::string CalendarDay::text() const { return fmt::format("{}-{:02}-{:02}", year, month, day); }

std::optional<CalendarDay> last_day_of(std::string_view date) {
  constexpr std::size_t year_end = 4;
  constexpr std::size_t month_end = 7;
  constexpr std::size_t day_end = 10;
  const std::size_t size = date.size();
  if (size != year_end && size != month_end && size != day_end) return std::nullopt;
  const auto year = digits(date.substr(0, 4), 4);
  if (!year || *year < 1990 || *year > 2100) return std::nullopt;
  if (size == year_end) return CalendarDay{*year, 12, 31};
  const auto month = digits(date.substr(5, 2), 2);
  if (date[year_end] != '-' || !month || *month < 1 || *month > 12) return std::nullopt;
  const int days = days_in(*year, *month);
  if (size == month_end) return CalendarDay{*year, *month, days};
  const auto day = digits(date.substr(8, 2), 2);
  if (date[month_end] != '-' || !day || *day < 1 || *day > days) return std::nullopt;
  return CalendarDay{*year, *month, *day};
}

int whole_months(const CalendarDay& from, const CalendarDay& to) {
  // The 31st of a month is reached on the last day of a shorter one.
  const int reached = std::min(from.day, days_in(to.year, to.month));
  const int months =
      12 * (to.year - from.year) + to.month - from.month - (to.day < reached ? 1 : 0);
  return std::max(0, months);
}

std::optional<int> price_months(std::string_view date, const std::optional<CalendarDay>& day) {
  const auto last = last_day_of(date);
  if (!last || !day) return std::nullopt;
  return whole_months(*last, *day);
}

bool is_old_price(std::string_view date, const std::optional<CalendarDay>& day) {
  const auto last = last_day_of(date);
  if (!last || !day) return false;
  const CalendarDay then{last->year + 1, last->month, last->day};
  return then < *day;
}

}  // namespace islet
