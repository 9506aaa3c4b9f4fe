// Days of prices and of the catalogue itself, and how old a price is on the catalogue's day.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace islet {

/// A day of the Gregorian calendar.
struct CalendarDay {
  int year = 0;
  int month = 1;
  int day = 1;

  friend constexpr auto operator<=>(const CalendarDay&, const CalendarDay&) = default;

  /// "2026-11-21".
  std::string text() const;
};

/// The last day that "2025", "2025-06" or "2025-06-15" may mean; none for other text, days that are
/// not in the calendar, and years outside 1990 to 2100.
std::optional<CalendarDay> last_day_of(std::string_view date);

/// Whole months from one day to a later one; 0 when it is not later.
int whole_months(const CalendarDay& from, const CalendarDay& to);

/// Prices older than this on the catalogue's day are flagged.
inline constexpr int price_months_max = 12;

/// Least age of a price of `date` on `day`, in whole months: a price of "2025" is as young as one
/// of its last day. None when either is not known.
std::optional<int> price_months(std::string_view date, const std::optional<CalendarDay>& day);

/// Whether it is older than `price_months_max` for certain.
bool is_old_price(std::string_view date, const std::optional<CalendarDay>& day);

}  // namespace islet
